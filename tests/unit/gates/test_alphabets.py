from tilmach.gates import alphabets


def test_letters_have_scripts() -> None:
    letters = {"ж": "CYRILLIC", "q": "LATIN", "ې": "ARABIC", "法": "CJK", "ª": "COMMON", "𝑥": "COMMON", "ℓ": "COMMON"}
    assert {letter: alphabets.script_of(letter) for letter in letters} == letters


def test_alphabets_are_small_letters_of_one_script_but_for_uzbek() -> None:
    for language, alphabet in alphabets.ALPHABETS.items():
        assert all(letter == letter.lower() for letter in alphabet)
        assert len({alphabets.script_of(letter) for letter in alphabet}) == (2 if language == "uz" else 1), language


def test_sizes_of_our_alphabets() -> None:
    # Kazakh 42 letters, Russian 33, Uyghur 32 and the hamza that vowels begin with
    assert [len(alphabets.ALPHABETS[language]) for language in ("kk", "ru", "ug")] == [42, 33, 33]


def test_letters_of_its_own_are_letters_of_the_language() -> None:
    for language, own in alphabets.OWN.items():
        assert own
        assert own <= alphabets.ALPHABETS[language]
        assert not own & alphabets.ALPHABETS["ru"]
