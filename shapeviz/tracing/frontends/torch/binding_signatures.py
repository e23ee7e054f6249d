"""The keyword names of torch's arguments, in order, for functions that cannot tell them themselves.

Functions written in Python are asked with `inspect.signature`; these are the others. `*sizes` takes the
rest, as several numbers or as one sequence.
"""

from __future__ import annotations

_CONV = "input weight bias stride padding dilation groups"
_CONV_TRANSPOSE = "input weight bias stride padding output_padding groups dilation"
_MAX_POOL = "input kernel_size stride padding dilation ceil_mode return_indices"
_AVG_POOL = "input kernel_size stride padding ceil_mode count_include_pad divisor_override"
_LP_POOL = "input norm_type kernel_size stride ceil_mode"

BY_OP: dict[str, str] = {
    "linear": "input weight bias",
    "matmul": "input other",
    "mm": "input mat2",
    "bmm": "input mat2",
    "mv": "input vec",
    "dot": "input tensor",
    "vdot": "input other",
    **dict.fromkeys(("outer", "ger"), "input vec2"),
    "inner": "input other",
    "kron": "input other",
    "linalg_matmul": "input other",
    **dict.fromkeys(("cross", "linalg_cross"), "input other dim"),
    "addmm": "input mat1 mat2",
    "addmv": "input mat vec",
    "addbmm": "input batch1 batch2",
    "baddbmm": "input batch1 batch2",
    "addr": "input vec1 vec2",
    "einsum": "equation *operands",
    "bilinear": "input1 input2 weight bias",
    "chain_matmul": "*matrices",
    "linalg_multi_dot": "tensors",
    "matrix_power": "input n",
    "svd": "input some compute_uv",
    "qr": "input some",
    "linalg_matrix_power": "input n",
    "linalg_svd": "input full_matrices",
    "linalg_qr": "input mode",
    "linalg_solve": "A B left",
    "linalg_solve_triangular": "A B upper left unitriangular",
    **dict.fromkeys(("linalg_norm", "linalg_vector_norm", "linalg_matrix_norm"), "input ord dim keepdim dtype"),
    "pairwise_distance": "x1 x2 p eps keepdim",
    "cosine_similarity": "x1 x2 dim eps",
    "addcmul": "input tensor1 tensor2",
    "addcdiv": "input tensor1 tensor2",
    "lerp": "input end weight",
    "clamp": "input min max",
    "clip": "input min max",
    "clamp_min": "input min",
    "clamp_max": "input max",
    "pow": "input exponent",
    "float_power": "input exponent",
    "masked_fill": "input mask value",
    "where": "condition input other",
    "heaviside": "input values",
    **{f"conv{n}d": _CONV for n in (1, 2, 3)},
    **{f"conv_transpose{n}d": _CONV_TRANSPOSE for n in (1, 2, 3)},
    **{f"max_pool{n}d": _MAX_POOL for n in (1, 2, 3)},
    **{f"avg_pool{n}d": _AVG_POOL for n in (1, 2, 3)},
    **{f"lp_pool{n}d": _LP_POOL for n in (1, 2, 3)},
    **{f"adaptive_max_pool{n}d": "input output_size return_indices" for n in (1, 2, 3)},
    **{f"adaptive_avg_pool{n}d": "input output_size" for n in (1, 2, 3)},
    "layer_norm": "input normalized_shape weight bias eps",
    "rms_norm": "input normalized_shape weight eps",
    "group_norm": "input num_groups weight bias eps",
    "scaled_dot_product_attention": "query key value attn_mask dropout_p is_causal scale enable_gqa",
    "view": "input *shape",
    "reshape": "input *shape",
    "flatten": "input start_dim end_dim",
    "unflatten": "input dim sizes",
    "view_as": "input other",
    "reshape_as": "input other",
    "squeeze": "input dim",
    "unsqueeze": "input dim",
    "permute": "input *dims",
    "transpose": "input dim0 dim1",
    "swapaxes": "input dim0 dim1",
    "swapdims": "input dim0 dim1",
    "movedim": "input source destination",
    "moveaxis": "input source destination",
    "expand": "input *size",
    "broadcast_to": "input *size",
    "expand_as": "input other",
    "repeat": "input *repeats",
    "tile": "input *dims",
    **dict.fromkeys(("cat", "concat", "concatenate", "stack"), "tensors dim"),
    **dict.fromkeys(("softmax", "log_softmax"), "input dim dtype"),
    **dict.fromkeys(("cumsum", "cumprod", "logcumsumexp"), "input dim"),
    **dict.fromkeys(("sum", "mean", "nansum", "nanmean", "prod", "any", "all"), "input dim keepdim"),
    **dict.fromkeys(("amax", "amin", "logsumexp", "argmax", "argmin"), "input dim keepdim"),
    **dict.fromkeys(("max", "min", "median", "nanmedian", "mode"), "input dim keepdim"),
    **dict.fromkeys(("std", "var"), "input dim unbiased keepdim"),
    "sort": "input dim descending",
    **{f"max_pool{n}d_with_indices": _MAX_POOL for n in (1, 2, 3)},
    **{f"fractional_max_pool{n}d": "input kernel_size output_size output_ratio return_indices" for n in (2, 3)},
    "constant_pad_nd": "input pad value",
    "pixel_shuffle": "input upscale_factor",
    "pixel_unshuffle": "input downscale_factor",
    **dict.fromkeys(("channel_shuffle", "native_channel_shuffle"), "input groups"),
    "grid_sampler": "input grid mode padding_mode align_corners",
    "affine_grid_generator": "theta size align_corners",
    "prelu": "input weight",
    "feature_alpha_dropout": "input p training",
    "kl_div": "input target reduction log_target",
    "hinge_embedding_loss": "input target margin reduction",
    "poisson_nll_loss": "input target log_input full eps reduction",
    **dict.fromkeys(("cosine_embedding_loss", "margin_ranking_loss"), "input1 input2 target margin reduction"),
    "triplet_margin_loss": "anchor positive negative margin p eps swap reduction",
    "ctc_loss": "log_probs targets input_lengths target_lengths blank reduction zero_infinity",
    "getitem": "input index",
    "setitem": "input index value",
}

# Functions and methods of one name that take their arguments in different orders.
BY_TARGET: dict[str, str] = {
    "torch.Tensor.where": "input condition other",
    "torch.Tensor.unfold": "input dimension size step",
    "torch.batch_norm": "input weight bias running_mean running_var training momentum eps cudnn_enabled",
    "torch.instance_norm": "input weight bias running_mean running_var use_input_stats momentum eps",
    "einops.rearrange": "input pattern",
    "einops.reduce": "input pattern reduction",
    "einops.repeat": "input pattern",
    "torch.embedding": "weight input padding_idx scale_grad_by_freq sparse",
}

# Written in C with many weights; what a user calls is the module around them.
BOUND_AS_MODULES = frozenset(
    ("rnn", "rnn_tanh", "rnn_relu", "lstm", "gru", "rnn_tanh_cell", "rnn_relu_cell", "lstm_cell", "gru_cell",
     "multi_head_attention")
)  # fmt: skip

FALLBACK = ("input", "other")
LIST_OPERANDS = frozenset(("tensors", "operands", "matrices"))
