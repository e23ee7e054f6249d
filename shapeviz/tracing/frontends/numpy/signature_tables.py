"""Operation and arguments of NumPy's functions, by their path below `numpy`. `signatures.py` says how to read them."""

from __future__ import annotations

from shapeviz.tracing.frontends.numpy.signature_tables_random import RANDOM

_LIKE = "prototype@input dtype order subok shape:size"
_REDUCED = "a@input axis:dim dtype out keepdims:keepdim initial where"
_EXTREME = "a@input axis:dim out keepdims:keepdim initial where"
_DEVIATION = "a@input axis:dim dtype out ddof keepdims:keepdim where"
_QUANTILES = "a@input q@ axis:dim out overwrite_input method keepdims:keepdim weights@"
_RUNNING = "a@input axis:dim dtype out"
_SPLIT = "ary@input indices_or_sections axis:dim=0"
_VECTORS = "x1@input x2@other axis:dim=-1"
_TRANSFORM = "a@input n axis:dim norm out"
_TRANSFORM_N = "a@input s axes:dim norm out"

_PRODUCTS = {
    "dot": "array_dot a@input b@other out",
    "ndarray.dot": "array_dot self@input b@other out",
    "matmul": "matmul x1@input x2@other out",
    "linalg.matmul": "matmul x1@input x2@other",
    "vdot": "array_vdot a@input b@other",
    "inner": "inner a@input b@other",
    "outer": "array_outer a@input b@vec2 out",
    "linalg.outer": "outer x1@input x2@vec2",
    "kron": "kron a@input b@other",
    "tensordot": "array_tensordot a@ b@ axes:dims=2",
    "linalg.tensordot": "array_tensordot x1@a x2@b axes:dims=2",
    "cross": "array_cross a@input b@other axisa=-1 axisb=-1 axisc=-1 axis",
    "linalg.cross": "array_cross x1@input x2@other axis=-1",
    **dict.fromkeys(("vecdot", "linalg.vecdot"), "array_vecdot x1@input x2@other axis:dim=-1"),
    "matvec": "array_matvec x1@input x2@other out",
    "vecmat": "array_vecmat x1@input x2@other out",
    "einsum": "einsum subscripts:equation *operands@*",
    "convolve": "array_convolve a@input v@other mode='full'",
    "correlate": "array_correlate a@input v@other mode='valid'",
    "operator.matmul": "matmul x1@input x2@other",
}
_SHAPES = {
    "reshape": "reshape a@input shape order copy",
    "ndarray.reshape": "reshape self@input *shape",
    **dict.fromkeys(("ravel", "ndarray.ravel"), "array_ravel a@input order"),
    "ndarray.flatten": "array_flatten self@input order",
    "resize": "array_resize a@input new_shape:shape",
    **dict.fromkeys(("transpose", "permute_dims"), "array_transpose a@input axes:dims"),
    "ndarray.transpose": "array_transpose self@input *axes:dims",
    "ndarray.T": "T self@input",
    **dict.fromkeys(("ndarray.mT", "matrix_transpose", "linalg.matrix_transpose"), "array_mT x@input"),
    "swapaxes": "swapaxes a@input axis1:dim0 axis2:dim1",
    "moveaxis": "moveaxis a@input source destination",
    "rollaxis": "array_rollaxis a@input axis:dim start:destination=0",
    "expand_dims": "array_expand_dims a@input axis:dim",
    "squeeze": "array_squeeze a@input axis:dim",
    "broadcast_to": "array_broadcast_to array@input shape subok",
    "broadcast_arrays": "broadcast_tensors *args@*tensors subok",
    **{f"atleast_{n}d": f"atleast_{n}d *arys@*tensors" for n in (1, 2, 3)},
    "ix_": "array_ix_ *args@*tensors",
    "meshgrid": "array_meshgrid *xi@*tensors copy sparse indexing='xy'",
    "flip": "array_flip m@input axis:dims",
    **{name: f"{name} m@input" for name in ("flipud", "fliplr")},
    "roll": "array_roll a@input shift:shifts axis:dims",
    "rot90": "rot90 m@input k axes:dims=(0,1)",
    "tile": "tile A@input reps:dims",
    "repeat": "array_repeat a@input repeats axis:dim",
    "pad": "array_pad array@input pad_width mode='constant'",
    "diag": "diag v@input k:diagonal=0",
    "diagflat": "diagflat v@input k:offset=0",
    **{name: f"array_{name} m@input k:diagonal" for name in ("tril", "triu")},
    "diagonal": "array_diagonal a@input offset=0 axis1:dim1=0 axis2:dim2=1",
    "linalg.diagonal": "array_diagonal x@input offset=0 dim1=-2 dim2=-1",
    "trace": "array_trace a@input offset=0 axis1:dim1=0 axis2:dim2=1 dtype out",
    "linalg.trace": "array_trace x@input offset=0 dim1=-2 dim2=-1",
}
_JOINING = {
    **dict.fromkeys(("concatenate", "concat"), "array_concatenate arrays@*tensors axis:dim=0 out"),
    "stack": "stack arrays@*tensors axis:dim=0 out",
    **{name: f"array_{name} tup@*tensors" for name in ("hstack", "vstack", "dstack", "column_stack")},
    "row_stack": "array_vstack tup@*tensors",
    "append": "array_append arr@input values@ axis:dim",
    "insert": "array_insert arr@input obj values@ axis:dim",
    "delete": "array_delete arr@input obj axis:dim",
    "split": f"array_split {_SPLIT}",
    "array_split": f"tensor_split {_SPLIT}",
    **{name: f"{name} ary@input indices_or_sections" for name in ("hsplit", "vsplit", "dsplit")},
    "unstack": "unbind x@input axis:dim=0",
}
_REDUCTIONS = {
    **{name: f"array_{name} {_REDUCED}" for name in ("sum", "prod", "nansum", "nanprod")},
    "mean": "array_mean a@input axis:dim dtype out keepdims:keepdim where",
    "nanmean": "array_nanmean a@input axis:dim dtype out keepdims:keepdim where",
    **{name: f"array_{name} {_DEVIATION}" for name in ("std", "var", "nanstd", "nanvar")},
    **dict.fromkeys(("max", "amax"), f"array_amax {_EXTREME}"),
    **dict.fromkeys(("min", "amin"), f"array_amin {_EXTREME}"),
    "nanmax": f"array_nanmax {_EXTREME}",
    "nanmin": f"array_nanmin {_EXTREME}",
    "ptp": "array_ptp a@input axis:dim out keepdims:keepdim",
    **{name: f"array_{name} a@input axis:dim out keepdims:keepdim where" for name in ("all", "any")},
    **{n: f"array_{n} a@input axis:dim out keepdims:keepdim" for n in ("argmax", "argmin", "nanargmax", "nanargmin")},
    **{n: f"array_{n} a@input axis:dim out overwrite_input keepdims:keepdim" for n in ("median", "nanmedian")},
    "count_nonzero": "array_count_nonzero a@input axis:dim keepdims:keepdim",
    "average": "array_average a@input axis:dim weights@ returned keepdims:keepdim",
    **{name: f"array_{name} {_QUANTILES}" for name in ("quantile", "percentile", "nanquantile", "nanpercentile")},
    **{name: f"array_{name} {_RUNNING}" for name in ("cumsum", "cumprod", "nancumsum", "nancumprod")},
    **{n: f"array_{n} x@input axis:dim include_initial out" for n in ("cumulative_sum", "cumulative_prod")},
    **dict.fromkeys(("trapezoid", "trapz"), "array_trapezoid y@input x@ dx axis:dim=-1"),
    "diff": "diff a@input n=1 axis:dim=-1 prepend@ append@",
    "ediff1d": "array_ediff1d ary@input to_end@ to_begin@",
    "gradient": "array_gradient f@input *varargs axis:dim edge_order=1",
    "cov": "array_cov m@input y@other rowvar=True bias ddof fweights@ aweights@",
    "corrcoef": "array_corrcoef x@input y@other rowvar=True",
    "histogram": "array_histogram a@input bins?=10 range density weights@",
    "bincount": "bincount x@input weights@ minlength",
}
_ENTRIES = {
    "operator.getitem": "getitem self@input index# numbers_pick=True",
    "operator.setitem": "setitem self@input index# value@ numbers_pick=True",
    "take": "array_take a@input indices@ axis:dim out mode",
    "take_along_axis": "array_take_along_axis arr@input indices@ axis:dim=-1",
    "where": "where condition@ x@input y@other",
    "select": "array_select condlist@*conditions choicelist@*choices default",
    "choose": "array_choose a@input choices@*tensors out",
    "clip": "clip a@input a_min@min a_max@max out min@ max@",
    "sort": "array_sort a@input axis:dim=-1",
    "argsort": "array_argsort a@input axis:dim=-1",
    "partition": "array_partition a@input kth axis:dim=-1",
    "argpartition": "array_argpartition a@input kth axis:dim=-1",
    "searchsorted": "array_searchsorted a@sorted_sequence v@input side sorter",
    "digitize": "array_digitize x@input bins@sorted_sequence right",
    "interp": "array_interp x@input xp@ fp@",
    "isin": "array_isin element@input test_elements",
    **dict.fromkeys(("nonzero", "flatnonzero", "argwhere", "unique", "compress", "extract"), "nonzero a@input"),
    **dict.fromkeys(("unique_values", "unique_counts", "unique_inverse", "unique_all"), "unique a@input"),
    **dict.fromkeys(("union1d", "intersect1d", "setdiff1d", "setxor1d", "trim_zeros"), "unique a@input"),
    **{f"ndarray.{name}": "nonzero self@input" for name in ("nonzero", "compress")},
    "ndarray.choose": "array_choose self@input choices@*tensors out",
}
_SAME_SHAPE = {
    **{
        name: f"{name} x@input"
        for name in ("real", "imag", "sinc", "i0", "nan_to_num", "angle", "isneginf", "isposinf")
    },
    **{f"ndarray.{name}": f"{name} self@input" for name in ("real", "imag")},
    **dict.fromkeys(("ndarray.conj", "ndarray.conjugate"), "conj self@input"),
    **dict.fromkeys(("round", "around", "ndarray.round"), "round a@input decimals out"),
    "fix": "fix x@input out",
    "unwrap": "array_unwrap p@input discont axis:dim=-1",
    **{name: "ufunc x@input outputs=1" for name in ("iscomplex", "isreal", "real_if_close")},
    **dict.fromkeys(("ndarray.astype", "astype"), "to x@input"),
    **dict.fromkeys(("copy", "ndarray.copy"), "clone a@input"),
    **{n: "clone a@input" for n in ("ascontiguousarray", "asfortranarray", "require")},
    **{n: "clone a@input" for n in ("asarray", "asanyarray", "asarray_chkfinite")},
    "array": "array_array object@input dtype ndmin",
    "isclose": "isclose a@input b@other",
}
_FACTORIES = {
    **{name: f"{name} shape:size dtype" for name in ("zeros", "ones", "empty")},
    "full": "array_full shape:size fill_value@",
    **{f"{name}_like": f"array_{name}_like {_LIKE}" for name in ("zeros", "ones", "empty")},
    "full_like": "array_full_like a@input fill_value dtype order subok shape:size",
    "arange": "array_arange start stop:end step=1 dtype",
    **{name: f"array_{name} start@ stop@end num:steps=50 endpoint" for name in ("linspace", "logspace", "geomspace")},
    "eye": "eye N:n M:m k",
    "identity": "eye n dtype",
    "tri": "eye N:n M:m k",
    "vander": "array_vander x@input N:n",
    "indices": "array_indices dimensions:size dtype sparse",
    **{name: f"array_{name} M:n" for name in ("bartlett", "blackman", "hamming", "hanning", "kaiser")},
    "fft.fftfreq": "array_fftfreq n",
    "fft.rfftfreq": "array_rfftfreq n",
    "tril_indices": "array_tril_indices n:row k:offset=0 m:col",
    "triu_indices": "array_triu_indices n:row k:offset=0 m:col",
}
_LINEAR_ALGEBRA = {
    **{f"linalg.{name}": f"linalg_{name} a@input" for name in ("inv", "cholesky", "eig", "eigh", "eigvals")},
    **{f"linalg.{name}": f"linalg_{name} a@input" for name in ("eigvalsh", "det", "slogdet", "svdvals")},
    "linalg.matrix_power": "linalg_matrix_power a@input n",
    "linalg.pinv": "linalg_pinv a@input",
    "linalg.svd": "array_svd a@input full_matrices=True compute_uv=True",
    "linalg.qr": "array_qr a@input mode='reduced'",
    "linalg.solve": "array_solve a@A b@B",
    "linalg.lstsq": "array_lstsq a@A b@B rcond",
    "linalg.norm": "linalg_norm x@input ord axis:dim keepdims:keepdim",
    "linalg.vector_norm": "linalg_vector_norm x@input axis:dim keepdims:keepdim",
    "linalg.matrix_norm": "linalg_matrix_norm x@input keepdims:keepdim",
    "linalg.matrix_rank": "array_matrix_rank A@input",
    "linalg.cond": "array_cond x@input",
    "linalg.multi_dot": "linalg_multi_dot arrays@*tensors",
    **{f"fft.{name}": f"fft_{name} {_TRANSFORM}" for name in ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft")},
    **{f"fft.{name}": f"fft_{name} {_TRANSFORM_N}" for name in ("fft2", "ifft2", "rfft2", "irfft2")},
    **{f"fft.{name}": f"fft_{name} {_TRANSFORM_N}" for name in ("fftn", "ifftn", "rfftn", "irfftn")},
    **{f"fft.{name}": f"fft_{name} x@input axes:dim" for name in ("fftshift", "ifftshift")},
}

FUNCTIONS: dict[str, str] = {
    **_PRODUCTS, **_SHAPES, **_JOINING, **_REDUCTIONS, **_ENTRIES, **_SAME_SHAPE, **_FACTORIES, **_LINEAR_ALGEBRA,
    **RANDOM,
}  # fmt: skip
