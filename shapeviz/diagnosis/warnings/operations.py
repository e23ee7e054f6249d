"""The operations by what they do to elements and axes, as far as the search for silent bugs asks."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Each element goes on to the same place of a tensor of the same shape.
ELEMENTWISE = _words(
    """abs absolute add alpha_dropout bfloat16 bitwise_and bitwise_not bitwise_or bool byte celu clamp clip clone
    contiguous cpu cuda detach div divide double dropout elu exp float ge gelu gt half hardsigmoid hardswish hardtanh
    identity int le leaky_relu log log1p logical_and logical_not logical_or long lt masked_fill mul multiply neg
    negative pow prelu relu relu6 round selu short sigmoid silu softplus softsign sqrt square sub subtract tanh to
    true_divide type"""
)
# The same numbers in another type or place.
CASTS = _words("bool byte clone contiguous cpu cuda detach double float half int long short to type")
# Axes are moved, added or dropped, and the elements stay as they are.
MOVES = _words(
    """flatten movedim mT mH permute reshape squeeze swapaxes swapdims T t transpose unflatten unsqueeze view
    view_as"""
)
# The same numbers, in other places at most.
SELECTING = MOVES | CASTS
VIEWS = frozenset({"view", "reshape"})
REDUCTIONS = _words("sum mean max min amax amin argmax argmin norm std var median")
SOFTMAXES = frozenset({"softmax", "log_softmax", "softmin"})
RECURRENT = frozenset({"rnn", "lstm", "gru"})
ATTENTION = frozenset({"multi_head_attention"})
CONVOLUTIONS = _words("conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d")
POOLING = _words(
    """max_pool1d max_pool2d max_pool3d avg_pool1d avg_pool2d avg_pool3d adaptive_avg_pool1d adaptive_avg_pool2d
    adaptive_max_pool1d adaptive_max_pool2d"""
)
IMAGE_LAYERS = CONVOLUTIONS | POOLING
MATMULS = frozenset({"matmul", "bmm"})
# A prediction has gone through one of these.
PRODUCTS = CONVOLUTIONS | RECURRENT | ATTENTION | MATMULS | _words("linear bilinear mm mv addmm baddbmm")
# Layers whose constructor says how many features each sample gets.
FEATURE_LAYERS = CONVOLUTIONS | _words("linear embedding")
NORMS = _words("layer_norm rms_norm group_norm batch_norm instance_norm")
CLASS_LOSSES = frozenset({"cross_entropy", "nll_loss"})
# What attention scores go through between their product and the softmax.
SCALING = _words("div mul true_divide masked_fill add sub where float to dropout")
