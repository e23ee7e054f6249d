"""`python -m benchmarks.rules`: for which functions and layers of torch there is a shape rule, and for which not.

What counts is what torch itself says can be overridden, and so be seen by a tracer. Left out are private names
(operators among them, which go by the functions they stand for), what `LEFT_OUT` lists, and classes that only
hold other layers.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from torch import nn
from torch.overrides import get_overridable_functions

from shapeviz.rules import has_rule
from shapeviz.tracing.frontends.torch.binding_modules import LAYERS
from shapeviz.tracing.frontends.torch.binding_names import op_name, target_name

# Whole names, read as regular expressions, of what is left out.
LEFT_OUT = {
    "tells of a tensor": r"""
        is_.* has_names ndim ndimension dim dim_order nelement numel size shape stride strides itemsize nbytes
        element_size get_device device dtype layout name type storage_offset equal allclose isreal
        attribute
    """,
    "leaves tensors": r"""
        item tolist numpy data_ptr const_data_ptr storage storage_type untyped_storage map2? apply
        set module_load sym_.*
    """,
    "autograd and memory": r"""
        backward grad grad_dtype grad_fn data volatile output_nr requires_grad retains_grad retain_grad
        register_.* pin_memory share_memory record_stream autocast resize.* rename.* align_.* refine_names names
        cuda cpu xpu ipu mtia hpu imag real
    """,
    "quantised": r".*quant.* q_.* qscheme fbgemm_.* int_repr choose_qparams.* fused_moving_avg_obs_fake_quant",
    "sparse": r"""
        .*sparse.* coalesce .*_indices.* indices.* values.* dense_dim to_mkldnn to_dense
        smm hsmm dsmm hspmm spmm saddmm sspaddmm
    """,
    "one backend's own": r"""
        miopen_.* cudnn_.* mkldnn_.* batch_norm_(?!$).+ native_.* .*_copy hash_tensor scaled_.*mm grouped_mm
    """,
    "bound as a layer": r"rnn_tanh rnn_relu lstm gru rnn_tanh_cell rnn_relu_cell lstm_cell gru_cell",
}
CONTAINERS = r"Module Container Sequential .*List .*Dict DataParallel .*Base Lazy.*"


class Group(NamedTuple):
    """One namespace: the names that have a rule, and those that have none."""

    name: str
    ruled: list[str]
    missing: list[str]

    @property
    def total(self) -> int:
        """How many names there are."""
        return len(self.ruled) + len(self.missing)

    def __str__(self) -> str:
        head = f"{self.name}: {len(self.ruled)} of {self.total} have a rule ({len(self.ruled) / self.total:.0%})"
        return f"{head}\n  without: {', '.join(self.missing)}" if self.missing else head


def groups() -> Iterator[Group]:
    """The namespaces of torch in turn, each name once, and last its layers."""
    names: dict[str, dict[str, bool]] = {}
    for function in functions():
        *path, name = target_name(function).split(".")
        namespace = ".".join(part for part in path if not part.startswith("_"))
        name = name.rstrip("_")  # in place or not, a function has one rule
        if not _is_left_out(name):
            known = names.setdefault(namespace, {})
            known[name] = known.get(name, False) or has_rule(op_name(function))
    for namespace, known in names.items():
        yield _group(namespace, known)
    yield _group("torch.nn", {kind.__name__: is_bound(kind) for kind in layers()})


def functions() -> Iterator[Callable[..., Any]]:
    """Everything that torch says can be overridden: functions, methods, and the getters of attributes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some are deprecated
        for several in get_overridable_functions().values():
            yield from several


def layers() -> list[type[nn.Module]]:
    """The classes of torch.nn that compute something themselves."""
    kinds = [kind for kind in vars(nn).values() if isinstance(kind, type) and issubclass(kind, nn.Module)]
    return [kind for kind in kinds if not _matches(kind.__name__, CONTAINERS)]


def is_bound(kind: type[nn.Module]) -> bool:
    """Whether a layer, or the layer whose computation it has, leads to a rule."""
    return any(has_rule(LAYERS[base].op) for base in kind.__mro__ if base in LAYERS)


def _group(name: str, known: dict[str, bool]) -> Group:
    return Group(name, sorted(one for one in known if known[one]), sorted(one for one in known if not known[one]))


def _is_left_out(name: str) -> bool:
    return not name or name.startswith("_") or any(_matches(name, patterns) for patterns in LEFT_OUT.values())


def _matches(name: str, patterns: str) -> bool:
    return any(re.fullmatch(pattern, name) for pattern in patterns.split())


def main() -> None:
    """Print each namespace with what it lacks, and the share of all."""
    found = list(groups())
    print(*found, sep="\n")
    ruled, total = sum(len(group.ruled) for group in found), sum(group.total for group in found)
    print(f"in all: {ruled} of {total} have a rule ({ruled / total:.0%})")


if __name__ == "__main__":
    main()
