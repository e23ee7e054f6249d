"""The listing of rules, and that none is missing for the functions that people call most."""

from __future__ import annotations

import pytest
import torch

from benchmarks import rules
from shapeviz.rules import has_rule
from shapeviz.tracing.frontends.torch.binding import op_name

FUNCTIONS = """
    abs add addmm all amax amin any arange argmax argmin argsort baddbmm bernoulli bmm broadcast_to bucketize cat
    cdist chunk clamp clone concat cos cross cumprod cumsum deg2rad diag diagonal div dot einsum empty
    empty_like eq erf exp eye flatten flip floor full full_like gather ge gt hstack index_add
    index_select isfinite isnan kron kthvalue le lerp linspace log log1p log2 logical_and logical_not
    logical_or logsumexp lt masked_fill masked_select matmul max maximum mean median meshgrid min minimum mm
    movedim mul multinomial mv nan_to_num narrow ne neg nonzero norm normal ones ones_like outer
    permute pow prod quantile rand rand_like randint randn randn_like randperm reciprocal
    repeat_interleave reshape roll round rsqrt scatter scatter_add searchsorted sigmoid sign sin softmax
    sort split sqrt square squeeze stack std std_mean sub sum swapaxes t take take_along_dim tan tanh
    tensor_split tensordot tile topk
    trace transpose tril tril_indices triu unbind unflatten unique unsqueeze var var_mean vstack where zeros
    zeros_like
"""
FUNCTIONAL = """
    adaptive_avg_pool1d adaptive_avg_pool2d adaptive_max_pool2d affine_grid avg_pool1d avg_pool2d avg_pool3d
    batch_norm binary_cross_entropy binary_cross_entropy_with_logits conv1d conv2d conv3d conv_transpose1d
    conv_transpose2d conv_transpose3d cosine_embedding_loss cosine_similarity cross_entropy ctc_loss dropout
    dropout2d elu embedding embedding_bag fold gaussian_nll_loss gelu glu grid_sample group_norm gumbel_softmax
    hardtanh hinge_embedding_loss huber_loss instance_norm interpolate kl_div l1_loss layer_norm leaky_relu
    linear local_response_norm log_softmax logsigmoid lp_pool2d margin_ranking_loss max_pool1d max_pool2d
    max_pool3d max_unpool2d mish mse_loss multi_margin_loss multilabel_soft_margin_loss nll_loss normalize
    one_hot pad pairwise_distance pixel_shuffle pixel_unshuffle poisson_nll_loss prelu relu relu6 rms_norm
    scaled_dot_product_attention selu sigmoid silu smooth_l1_loss soft_margin_loss softmax softmin softplus
    softsign tanh triplet_margin_loss unfold
"""
METHODS = """
    __getitem__ __setitem__ __add__ __matmul__ __rsub__ bool contiguous cpu detach double expand expand_as
    float half int long mT masked_fill_ permute repeat reshape reshape_as scatter_ sum T to transpose type_as
    unfold view view_as zero_
"""
LAYERS = """
    AdaptiveAvgPool2d AvgPool2d BatchNorm1d BatchNorm2d BCELoss BCEWithLogitsLoss Bilinear Conv1d Conv2d Conv3d
    ConvTranspose2d CrossEntropyLoss Dropout Dropout2d ELU Embedding EmbeddingBag Flatten Fold GELU GLU GroupNorm
    GRU GRUCell Identity InstanceNorm2d LayerNorm LazyLinear LeakyReLU Linear LSTM LSTMCell MaxPool2d MaxUnpool2d
    MSELoss MultiheadAttention NLLLoss PixelShuffle PReLU ReflectionPad2d ReLU RNN Sigmoid SiLU Softmax SyncBatchNorm
    Tanh TransformerDecoder TransformerEncoder TransformerEncoderLayer TripletMarginLoss Unflatten Unfold Upsample
    ZeroPad2d
"""


def called(owner, name):
    """A function as a tracer sees it; an attribute is seen as its getter."""
    thing = getattr(owner, name)
    return thing if callable(thing) else thing.__get__


@pytest.mark.parametrize(
    "owner, names", [(torch, FUNCTIONS), (torch.nn.functional, FUNCTIONAL), (torch.Tensor, METHODS)]
)
def test_the_functions_that_people_call_most_have_a_rule(owner, names):
    assert [name for name in names.split() if not has_rule(op_name(called(owner, name)))] == []


def test_the_layers_that_people_use_most_have_a_rule():
    assert [name for name in LAYERS.split() if not rules.is_bound(getattr(torch.nn, name))] == []


def test_the_listing_tells_what_has_a_rule_and_what_has_none(capsys):
    rules.main()
    printed = capsys.readouterr().out
    assert "torch.nn.functional: " in printed
    assert printed.splitlines()[-1].startswith("in all: ")
    groups = {group.name: group for group in rules.groups()}
    assert "max_pool2d" in groups["torch.nn.functional"].ruled
    assert "conv_tbc" in groups["torch"].missing
    assert "Linear" in groups["torch.nn"].ruled
    assert "view" in groups["torch.Tensor"].ruled


def test_the_listing_leaves_out_what_has_no_shapes_of_its_own():
    names = {name for group in rules.groups() for name in (*group.ruled, *group.missing)}
    assert not names & {"dtype", "device", "is_cuda", "backward", "data_ptr", "q_scale", "Sequential", "_values"}
