"""Models of the transformers package from small configurations, without weights from anywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.formulas.subjects import Ids, Input, Subject

IDS, PREVIOUS, IMAGES = Ids((2, 8)), Ids((2, 5)), (2, 3, 32, 32)
_ENDS = {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0}
_SMALL = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}
_WORDS = {"vocab_size": 60, **_SMALL, **_ENDS}
_GROUPED = {**_WORDS, "num_key_value_heads": 2, "head_dim": 8}
_VISION = {**_SMALL, "image_size": 32, "patch_size": 8}
_SPEECH = {"conv_dim": (8, 8), "conv_stride": (5, 2), "conv_kernel": (10, 3), "num_feat_extract_layers": 2}
_HEARING = {**_SMALL, **_SPEECH, "vocab_size": 60, "num_conv_pos_embedding_groups": 4, "num_conv_pos_embeddings": 16}
_TWO_SIDED = {
    "vocab_size": 60, "d_model": 32, "encoder_layers": 2, "decoder_layers": 2, "encoder_attention_heads": 4,
    "decoder_attention_heads": 4, "encoder_ffn_dim": 64, "decoder_ffn_dim": 64, "decoder_start_token_id": 1, **_ENDS,
}  # fmt: skip
_GPT = {"vocab_size": 60, "n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 64, **_ENDS}
_T5 = {
    "vocab_size": 60,
    "d_model": 32,
    "num_layers": 2,
    "num_heads": 4,
    "d_ff": 64,
    "d_kv": 8,
    "decoder_start_token_id": 0,
}
_STAGES = {"num_channels": 3, "depths": [1, 1, 1, 1], "hidden_sizes": [8, 16, 24, 32]}
_WINDOWS = {"image_size": 32, "patch_size": 4, "embed_dim": 8, "depths": [2, 2], "num_heads": [2, 4], "window_size": 4}
_FORECASTING = {
    "num_input_channels": 3, "context_length": 32, "patch_length": 8, "patch_stride": 8, "d_model": 16,
    "num_hidden_layers": 2, "num_attention_heads": 4, "ffn_dim": 32,
}  # fmt: skip
_SOUND = {
    "num_filters": 4, "codebook_size": 16, "codebook_dim": 8, "hidden_size": 8, "upsampling_ratios": [4, 2],
    "num_lstm_layers": 1,
}  # fmt: skip
_STATES = {"vocab_size": 60, "hidden_size": 32, "num_hidden_layers": 2, "state_size": 8, **_ENDS}


def _made(model: str, config: str, settings: dict[str, Any]) -> Callable[[], Any]:
    def make() -> Any:
        import transformers

        return getattr(transformers, model)(getattr(transformers, config)(**settings))

    return make


def _subject(model: str, settings: dict[str, Any], config: str = "", **inputs: Input) -> Subject:
    """A model by its class; the class of its configuration goes by the same name unless `config` says otherwise."""
    beginning = model
    for ending in ("Model", "LMHeadModel", "ForCausalLM", "ForConditionalGeneration"):
        beginning = model.removesuffix(ending) if model.endswith(ending) else beginning
    return Subject(model, _made(model, f"{config or beginning}Config", settings), inputs)


_ENCODERS = [
    _subject("BertModel", _WORDS, input_ids=IDS, attention_mask=Ids((2, 8), 2)),
    _subject("BertForSequenceClassification", _WORDS, "Bert", input_ids=IDS, labels=Ids((2,), 2)),
    _subject("RobertaModel", {**_WORDS, "max_position_embeddings": 40}, input_ids=IDS),
    _subject("ElectraModel", {**_WORDS, "embedding_size": 16}, input_ids=IDS),
    _subject("AlbertModel", {**_WORDS, "embedding_size": 16}, input_ids=IDS),
    _subject(
        "DistilBertModel", {"vocab_size": 60, "dim": 32, "n_layers": 2, "n_heads": 4, "hidden_dim": 64}, input_ids=IDS
    ),
    _subject("DebertaModel", _WORDS, input_ids=IDS),
    _subject("DebertaV2Model", {**_WORDS, "relative_attention": True, "pos_att_type": ["c2p", "p2c"]}, input_ids=IDS),
    _subject("MPNetModel", {**_WORDS, "max_position_embeddings": 40}, input_ids=IDS),
    _subject("XLNetModel", {"vocab_size": 60, "d_model": 32, "n_layer": 2, "n_head": 4, "d_inner": 64}, input_ids=IDS),
    _subject("FNetModel", {**_WORDS, "use_tpu_fourier_optimizations": False}, input_ids=IDS),
    _subject("ModernBertModel", {**_WORDS, "cls_token_id": 1, "sep_token_id": 2}, input_ids=IDS),
    _subject("ConvBertModel", {**_WORDS, "embedding_size": 32, "head_ratio": 2}, input_ids=IDS),
    _subject("NystromformerModel", {**_WORDS, "num_landmarks": 4, "segment_means_seq_len": 8}, input_ids=IDS),
]
_DECODERS = [
    _subject("GPT2LMHeadModel", _GPT, input_ids=IDS, labels=Ids((2, 8))),
    _subject("GPTNeoXForCausalLM", _WORDS, input_ids=IDS),
    _subject("GPTJForCausalLM", {**_GPT, "rotary_dim": 4}, input_ids=IDS),
    _subject("LlamaForCausalLM", _GROUPED, input_ids=IDS, labels=Ids((2, 8))),
    _subject("MistralForCausalLM", {**_GROUPED, "sliding_window": 6}, input_ids=IDS),
    _subject("MixtralForCausalLM", {**_GROUPED, "num_local_experts": 4}, input_ids=IDS),
    _subject("Qwen2ForCausalLM", _GROUPED, input_ids=IDS),
    _subject("Qwen3ForCausalLM", _GROUPED, input_ids=IDS),
    _subject("GemmaForCausalLM", _GROUPED, input_ids=IDS),
    _subject("Gemma2ForCausalLM", {**_GROUPED, "sliding_window": 6}, input_ids=IDS),
    _subject("PhiForCausalLM", _WORDS, input_ids=IDS),
    _subject("Phi3ForCausalLM", _GROUPED, input_ids=IDS),
    _subject("FalconForCausalLM", _WORDS, input_ids=IDS),
    _subject(
        "BloomForCausalLM", {"vocab_size": 60, "hidden_size": 32, "n_layer": 2, "n_head": 4, **_ENDS}, input_ids=IDS
    ),
    _subject(
        "OPTForCausalLM",
        {**_WORDS, "ffn_dim": 64, "word_embed_proj_dim": 32, "max_position_embeddings": 64},
        input_ids=IDS,
    ),
    _subject("StableLmForCausalLM", {**_WORDS, "num_key_value_heads": 4}, input_ids=IDS),
    _subject("OlmoForCausalLM", _WORDS, input_ids=IDS),
    _subject("MambaForCausalLM", _STATES, input_ids=IDS),
    _subject(
        "Mamba2ForCausalLM", {**_STATES, "num_heads": 8, "head_dim": 8, "n_groups": 1, "chunk_size": 4}, input_ids=IDS
    ),
]
_BOTH_SIDES = [
    _subject("T5ForConditionalGeneration", _T5, input_ids=IDS, labels=PREVIOUS),
    _subject("BartForConditionalGeneration", _TWO_SIDED, input_ids=IDS, decoder_input_ids=PREVIOUS),
    _subject("MarianMTModel", _TWO_SIDED, "Marian", input_ids=IDS, decoder_input_ids=PREVIOUS),
    _subject("PegasusModel", _TWO_SIDED, input_ids=IDS, decoder_input_ids=PREVIOUS),
    _subject("MBartModel", _TWO_SIDED, input_ids=IDS, decoder_input_ids=PREVIOUS),
    _subject("LEDModel", {**_TWO_SIDED, "attention_window": 4}, input_ids=IDS, decoder_input_ids=PREVIOUS),
    _subject(
        "WhisperModel",
        {**_TWO_SIDED, "max_source_positions": 20, "suppress_tokens": [], "begin_suppress_tokens": []},
        input_features=(2, 80, 40),
        decoder_input_ids=PREVIOUS,
    ),
]
_SEEING = [
    _subject("ViTModel", _VISION, pixel_values=IMAGES),
    _subject("DeiTModel", _VISION, pixel_values=IMAGES),
    _subject("BeitModel", _VISION, pixel_values=IMAGES),
    _subject("Dinov2Model", _VISION, pixel_values=IMAGES),
    _subject("SwinModel", _WINDOWS, pixel_values=IMAGES),
    _subject("Swinv2Model", _WINDOWS, pixel_values=IMAGES),
    _subject("ConvNextModel", _STAGES, pixel_values=(2, 3, 64, 64)),
    _subject("ConvNextV2Model", _STAGES, pixel_values=(2, 3, 64, 64)),
    _subject("ResNetModel", {**_STAGES, "embedding_size": 8}, pixel_values=(2, 3, 64, 64)),
    _subject("RegNetModel", {**_STAGES, "embedding_size": 8, "groups_width": 4}, pixel_values=(2, 3, 64, 64)),
    _subject("MobileNetV2Model", {"depth_multiplier": 0.25}, pixel_values=(2, 3, 64, 64)),
    _subject(
        "EfficientNetModel",
        {"width_coefficient": 0.25, "image_size": 64, "hidden_dim": 320},
        pixel_values=(2, 3, 64, 64),
    ),
    _subject(
        "SegformerForSemanticSegmentation",
        {
            "depths": [1, 1, 1, 1],
            "hidden_sizes": [8, 16, 24, 32],
            "num_attention_heads": [1, 2, 3, 4],
            "decoder_hidden_size": 16,
        },
        "Segformer",
        pixel_values=(2, 3, 64, 64),
    ),
    _subject("PoolFormerModel", {"depths": [1, 1, 1, 1], "hidden_sizes": [8, 16, 24, 32]}, pixel_values=(2, 3, 64, 64)),
    _subject(
        "PvtModel",
        {
            "image_size": 64,
            "depths": [1, 1, 1, 1],
            "hidden_sizes": [8, 16, 24, 32],
            "num_attention_heads": [1, 2, 3, 4],
        },
        pixel_values=(2, 3, 64, 64),
    ),
    _subject(
        "MobileViTModel",
        {
            "image_size": 64,
            "hidden_sizes": [16, 24, 32],
            "neck_hidden_sizes": [8, 8, 16, 24, 32, 40, 64],
            "num_attention_heads": 4,
        },
        pixel_values=(2, 3, 64, 64),
    ),
    _subject("VideoMAEModel", {**_VISION, "num_frames": 4}, pixel_values=(2, 4, 3, 32, 32)),
    _subject(
        "GLPNModel",
        {"depths": [1, 1, 1, 1], "hidden_sizes": [8, 16, 24, 32], "num_attention_heads": [1, 2, 3, 4]},
        pixel_values=(2, 3, 64, 64),
    ),
]
_OTHERS = [
    _subject(
        "CLIPModel",
        {"text_config": {**_WORDS, "max_position_embeddings": 32}, "vision_config": _VISION, "projection_dim": 16},
        input_ids=IDS,
        pixel_values=(3, 3, 32, 32),
    ),
    _subject(
        "SiglipModel",
        {"text_config": {**_WORDS, "max_position_embeddings": 32, "projection_size": 32}, "vision_config": _VISION},
        input_ids=IDS,
        pixel_values=(3, 3, 32, 32),
    ),
    _subject(
        "BlipTextModel", {**_WORDS, "encoder_hidden_size": 32, "max_position_embeddings": 32}, "BlipText", input_ids=IDS
    ),
    _subject("ViltModel", {**_WORDS, "image_size": 32, "patch_size": 8}, input_ids=IDS, pixel_values=IMAGES),
    _subject("Wav2Vec2Model", _HEARING, input_values=(2, 400)),
    _subject("HubertModel", _HEARING, input_values=(2, 400)),
    _subject(
        "ASTModel",
        {**_SMALL, "max_length": 32, "num_mel_bins": 16, "patch_size": 8, "frequency_stride": 8, "time_stride": 8},
        input_values=(2, 32, 16),
    ),
    _subject(
        "DecisionTransformerModel",
        {"hidden_size": 32, "n_layer": 2, "n_head": 4, "state_dim": 5, "act_dim": 3, "max_ep_len": 50},
        states=(2, 6, 5),
        actions=(2, 6, 3),
        rewards=(2, 6, 1),
        returns_to_go=(2, 6, 1),
        timesteps=Ids((2, 6)),
    ),
    _subject("PatchTSTModel", _FORECASTING, past_values=(2, 32, 3)),
    _subject("EncodecModel", _SOUND, input_values=(2, 1, 64)),
]

SUBJECTS = [*_ENCODERS, *_DECODERS, *_BOTH_SIDES, *_SEEING, *_OTHERS]
