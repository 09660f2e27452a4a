"""Models with random weights, made on the spot: small enough for any test, read as real ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] query passage : läxhjälp skola väg bad bibliotek".split()
SIZES: dict[str, float] = {
    "vocab_size": len(WORDS),
    "hidden_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "max_position_embeddings": 32,
    "initializer_range": 1.0,
}


def bi_encoder(folder: Path, *, prompts: dict[str, str] | None = None, seed: int = 0) -> Path:
    """A bi-encoder of 16 dimensions in ``folder``, with ``prompts`` in its configuration."""
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers import BertModel

    torch.manual_seed(seed)
    base = folder.with_name(folder.name + "-base")
    BertModel(_config()).save_pretrained(base)
    _tokenizer().save_pretrained(base)
    model = SentenceTransformer(str(base), device="cpu")  # the mean of its tokens
    model.max_seq_length = 8
    model.save(str(folder), create_model_card=False)
    path = folder / "config_sentence_transformers.json"
    told = json.loads(path.read_text())
    path.write_text(json.dumps({**told, "prompts": prompts or {}}))
    return folder


def cross_encoder(folder: Path, *, labels: int = 1) -> Path:
    """A cross-encoder in ``folder`` that gives ``labels`` figures a pair."""
    import torch
    from transformers import BertForSequenceClassification

    torch.manual_seed(0)
    BertForSequenceClassification(_config(num_labels=labels)).save_pretrained(folder)
    _tokenizer().save_pretrained(folder)
    return folder


def _config(**more: float) -> Any:
    from transformers import BertConfig

    return BertConfig(**SIZES, **more)


def _tokenizer() -> Any:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    vocabulary = {word: number for number, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    special = {"unk": "[UNK]", "pad": "[PAD]", "cls": "[CLS]", "sep": "[SEP]", "mask": "[MASK]"}
    named = {f"{name}_token": token for name, token in special.items()}
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=32, **named)
