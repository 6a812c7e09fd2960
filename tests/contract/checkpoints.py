"""Tiny untrained checkpoints of the families' real architectures, made with transformers, and what transformers does with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sentencepiece
import torch
import transformers

from tests.conftest import SENTENCES, TARGET_SENTENCES

torch.set_num_threads(1)

LONGEST = 24  # tokens of a target
FLORES = ["eng_Latn", "kaz_Cyrl", "rus_Cyrl", "uig_Arab"]


@dataclass(frozen=True)
class Reference:
    """A checkpoint and what transformers does with it.

    Attributes:
        path: Its folder.
        family: Of tilmach.
        tokens: What transformers' tokenizer makes of a sentence for a locale.
        translate: What transformers' generate() answers, greedily.
    """

    path: Path
    family: str
    tokens: Callable[[str, str], list[str]]
    translate: Callable[[str, str], list[str]]


def _pieces(folder: Path, name: str, lines: Sequence[str], size: int = 170, **options: Any) -> Path:
    text = folder / "sentences.txt"
    text.write_text("\n".join(lines), "utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text), model_prefix=str(folder / name), vocab_size=size, hard_vocab_limit=False, minloglevel=2, **options
    )
    text.unlink()
    (folder / f"{name}.vocab").rename(folder / f"{name}.vocab.txt")
    return (folder / f"{name}.model").rename(folder / name) if name.endswith((".spm", ".model")) else folder / f"{name}.model"


def _stir(model: Any, translate: Callable[[str, str], list[str]], empty: int | None = None) -> None:
    """Give a model weights with which it says different things of different sentences.

    Args:
        model: The model.
        translate: Translates with it.
        empty: Row of the table of tokens that is nothing.
    """
    model.eval()
    for seed in range(50):
        torch.manual_seed(seed)
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                # positions are computed, not learnt: they are not saved
                if parameter.dim() > 1 and "position" not in name:
                    parameter.normal_(0, 0.4)
            if empty is not None:
                model.model.shared.weight[empty] = 0
        if len({tuple(translate(sentence, "kk")) for sentence in SENTENCES}) == len(SENTENCES):
            return
    raise AssertionError("no seed makes it say different things")


def _greedy(model: Any, tokenizer: Any, ids: list[int], banned: Sequence[int] = (), **options: Any) -> list[str]:
    with torch.no_grad():
        found = model.generate(
            torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long), num_beams=1, do_sample=False,
            bad_words_ids=[[number] for number in banned] or None, **options,
        )[0]  # fmt: skip
    return [str(token) for token in tokenizer.convert_ids_to_tokens(found.tolist())]


def _config(folder: Path, **values: Any) -> None:
    (folder / "tokenizer_config.json").write_text(json.dumps(values), "utf-8")


def nllb(folder: Path) -> Reference:
    _pieces(
        folder, "sentencepiece.bpe", [*SENTENCES, *TARGET_SENTENCES], model_type="bpe", bos_id=0, pad_id=1, eos_id=2, unk_id=3
    )
    _config(folder, tokenizer_class="NllbTokenizer", src_lang="eng_Latn", additional_special_tokens=FLORES)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, src_lang="eng_Latn")
    model = transformers.M2M100ForConditionalGeneration(_m2m_config(len(tokenizer)))
    names = {"kk": "kaz_Cyrl", "ru": "rus_Cyrl", "ug": "uig_Arab"}

    def tokens(sentence: str, locale: str) -> list[str]:
        return tokenizer.convert_ids_to_tokens(tokenizer(sentence)["input_ids"])

    def translate(sentence: str, locale: str) -> list[str]:
        first = tokenizer.convert_tokens_to_ids(names[locale])
        unknown = [tokenizer.unk_token_id]
        return _greedy(
            model, tokenizer, tokenizer(sentence)["input_ids"], unknown, forced_bos_token_id=first, max_new_tokens=LONGEST
        )[2:]

    _stir(model, translate)
    model.save_pretrained(folder)
    return Reference(folder, "nllb", tokens, translate)


def _m2m_config(size: int) -> Any:
    return transformers.M2M100Config(
        vocab_size=size, d_model=16, encoder_layers=2, decoder_layers=2, encoder_attention_heads=2, decoder_attention_heads=2,
        encoder_ffn_dim=32, decoder_ffn_dim=32, max_position_embeddings=512, bos_token_id=0, pad_token_id=1, eos_token_id=2,
        decoder_start_token_id=2, scale_embedding=True,
    )  # fmt: skip


def m2m(folder: Path) -> Reference:
    path = _pieces(folder, "sentencepiece.bpe", [*SENTENCES, *TARGET_SENTENCES], model_type="bpe")
    processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    vocabulary = [*special, *(p for p in map(processor.id_to_piece, range(len(processor))) if p not in special)]
    (folder / "vocab.json").write_text(json.dumps({piece: number for number, piece in enumerate(vocabulary)}), "utf-8")
    tokenizer = transformers.M2M100Tokenizer(str(folder / "vocab.json"), str(path), src_lang="en", tgt_lang="kk")
    tokenizer.save_pretrained(folder)
    model = transformers.M2M100ForConditionalGeneration(_m2m_config(len(vocabulary) + 108))

    def tokens(sentence: str, locale: str) -> list[str]:
        return tokenizer.convert_ids_to_tokens(tokenizer(sentence)["input_ids"])

    def translate(sentence: str, locale: str) -> list[str]:
        first = tokenizer.get_lang_id(locale)
        banned = [tokenizer.unk_token_id, *range(len(vocabulary) + 100, len(vocabulary) + 108)]
        return _greedy(
            model, tokenizer, tokenizer(sentence)["input_ids"], banned, forced_bos_token_id=first, max_new_tokens=LONGEST
        )[2:]

    _stir(model, translate)
    model.save_pretrained(folder)
    return Reference(folder, "m2m", tokens, translate)


def _marian(folder: Path, tags: Sequence[str]) -> tuple[Any, Any]:
    sources = _pieces(folder, "source.spm", SENTENCES, 120)
    targets = _pieces(folder, "target.spm", TARGET_SENTENCES, 120)
    vocabulary = ["</s>", "<unk>", *tags]
    for path in (sources, targets):
        processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
        vocabulary += [p for p in map(processor.id_to_piece, range(len(processor))) if p not in (*vocabulary, "<s>")]
    vocabulary.append("<pad>")
    (folder / "vocab.json").write_text(json.dumps({piece: number for number, piece in enumerate(vocabulary)}), "utf-8")
    tokenizer = transformers.MarianTokenizer(
        str(folder / "source.spm"), str(folder / "target.spm"), str(folder / "vocab.json"), source_lang="eng", target_lang="trk"
    )
    tokenizer.save_pretrained(folder)
    config = transformers.MarianConfig(
        vocab_size=len(vocabulary), d_model=16, encoder_layers=2, decoder_layers=2, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=32, decoder_ffn_dim=32, max_position_embeddings=512, eos_token_id=0,
        bos_token_id=0, pad_token_id=len(vocabulary) - 1, decoder_start_token_id=len(vocabulary) - 1,
        forced_eos_token_id=None, static_position_embeddings=True, activation_function="swish", scale_embedding=True,
    )  # fmt: skip
    model = transformers.MarianMTModel(config)
    return tokenizer, model


def opus(folder: Path) -> Reference:
    tags = {"kk": ">>kaz_Cyrl<<", "ug": ">>uig_Arab<<"}
    tokenizer, model = _marian(folder, list(tags.values()))

    def ids(sentence: str, locale: str) -> list[int]:
        found: list[int] = tokenizer(f"{tags[locale]} {sentence}")["input_ids"]
        return found

    def translate(sentence: str, locale: str) -> list[str]:
        banned = [tokenizer.unk_token_id, tokenizer.pad_token_id]
        return _greedy(model, tokenizer, ids(sentence, locale), banned, max_new_tokens=LONGEST)[1:]

    # as in all real ones the decoder starts from nothing
    _stir(model, translate, tokenizer.pad_token_id)
    model.save_pretrained(folder)
    return Reference(folder, "opus", lambda sentence, locale: tokenizer.convert_ids_to_tokens(ids(sentence, locale)), translate)


def marian(folder: Path) -> Reference:
    tokenizer, model = _marian(folder, [])

    def translate(sentence: str, locale: str) -> list[str]:
        banned = [tokenizer.unk_token_id, tokenizer.pad_token_id]
        return _greedy(model, tokenizer, tokenizer(sentence)["input_ids"], banned, max_new_tokens=LONGEST)[1:]

    # as in all real ones the decoder starts from nothing
    _stir(model, translate, tokenizer.pad_token_id)
    model.save_pretrained(folder)
    return Reference(
        folder, "marian", lambda sentence, locale: tokenizer.convert_ids_to_tokens(tokenizer(sentence)["input_ids"]), translate
    )


def _made_normal(path: Path, tags: Sequence[str]) -> None:
    """Make tags plain pieces of the vocabulary (type 1), which the trainer can't: transformers cuts others out of the text first."""
    data = path.read_bytes()
    for tag in tags:
        at = data.index(tag.encode()) + len(tag)
        kind = data.index(b"\x18\x04", at)
        assert kind - at < 8, "the type follows the score"
        data = data[: kind + 1] + b"\x01" + data[kind + 2 :]
    path.write_bytes(data)


def _t5(folder: Path, tags: Sequence[str]) -> tuple[Any, Any]:
    _pieces(
        folder,
        "spiece",
        [*SENTENCES, *TARGET_SENTENCES],
        pad_id=0,
        eos_id=1,
        unk_id=2,
        bos_id=-1,
        user_defined_symbols=list(tags),
    )
    _made_normal(folder / "spiece.model", tags)
    _config(folder, tokenizer_class="T5Tokenizer", extra_ids=0)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    config = transformers.T5Config(
        vocab_size=len(tokenizer), d_model=16, d_kv=8, d_ff=32, num_layers=2, num_heads=2, feed_forward_proj="gated-gelu",
        tie_word_embeddings=False, pad_token_id=0, eos_token_id=1, decoder_start_token_id=0,
    )  # fmt: skip
    model = transformers.T5ForConditionalGeneration(config)
    return tokenizer, model


def madlad(folder: Path) -> Reference:
    tokenizer, model = _t5(folder, ["<2kk>", "<2ru>", "<2ug>"])

    def ids(sentence: str, locale: str) -> list[int]:
        found: list[int] = tokenizer(f"<2{locale}> {sentence}")["input_ids"]
        return found

    def translate(sentence: str, locale: str) -> list[str]:
        return _greedy(model, tokenizer, ids(sentence, locale), [tokenizer.unk_token_id], max_new_tokens=LONGEST)[1:]

    _stir(model, translate)
    model.save_pretrained(folder)
    return Reference(
        folder, "madlad", lambda sentence, locale: tokenizer.convert_ids_to_tokens(ids(sentence, locale)), translate
    )


def t5(folder: Path) -> Reference:
    tokenizer, model = _t5(folder, [])

    def translate(sentence: str, locale: str) -> list[str]:
        return _greedy(model, tokenizer, tokenizer(sentence)["input_ids"], [tokenizer.unk_token_id], max_new_tokens=LONGEST)[1:]

    _stir(model, translate)
    model.save_pretrained(folder)
    return Reference(
        folder, "t5", lambda sentence, locale: tokenizer.convert_ids_to_tokens(tokenizer(sentence)["input_ids"]), translate
    )


CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def chat(folder: Path) -> Reference:
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    raw = Tokenizer(models.BPE())
    pattern = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    raw.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(pattern), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    raw.decoder = decoders.ByteLevel()
    raw.train_from_iterator(
        [*SENTENCES, *TARGET_SENTENCES],
        trainers.BpeTrainer(
            vocab_size=400, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
        ),
    )
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=raw,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        chat_template=CHAT_TEMPLATE,
    )
    tokenizer.save_pretrained(folder)
    config = transformers.Qwen3Config(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=1, head_dim=16, max_position_embeddings=512, eos_token_id=2, bos_token_id=0, pad_token_id=0,
        tie_word_embeddings=True,
    )  # fmt: skip
    model = transformers.Qwen3ForCausalLM(config)
    names = {"kk": "Kazakh", "ru": "Russian", "ug": "Uyghur"}

    def ids(sentence: str, locale: str) -> list[int]:
        content = f"Translate the following text from English into {names[locale]}.\nEnglish: {sentence}\n{names[locale]}:"
        text = tokenizer.apply_chat_template([{"role": "user", "content": content}], tokenize=False, add_generation_prompt=True)
        found: list[int] = tokenizer(text)["input_ids"]
        return found

    def translate(sentence: str, locale: str) -> list[str]:
        given = ids(sentence, locale)
        return _greedy(model, tokenizer, given, max_new_tokens=LONGEST)[len(given) :]

    _stir(model, translate)
    model.save_pretrained(folder)
    return Reference(folder, "chat", lambda sentence, locale: tokenizer.convert_ids_to_tokens(ids(sentence, locale)), translate)


FAMILIES = {"chat": chat, "m2m": m2m, "madlad": madlad, "marian": marian, "nllb": nllb, "opus": opus, "t5": t5}
