"""Module calls: paths, parents, parameters, attributes; shared, lazy, listed and wrapped modules."""

from __future__ import annotations

import warnings

NET = """
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.act = nn.ReLU()
    def forward(self, x):
        return self.act(self.fc(x)) + x

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([Block(), Block()])
        self.head = nn.Linear(4, 3, bias=False)
    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.head(x)

y = Net()(torch.ones(2, 4))
"""


def test_paths_and_parents_follow_the_model(run) -> None:
    picture = run(NET)
    assert [(node.label, node.path) for node in picture.graph.nodes if node.kind == "module"] == [
        ("Net", ""),
        ("layers[0]", "layers.0"), ("fc", "layers.0/fc"), ("act", "layers.0/act"),
        ("layers[1]", "layers.1"), ("fc", "layers.1/fc"), ("act", "layers.1/act"),
        ("head", "head"),
    ]  # fmt: skip
    graph = picture.graph
    block = picture.node("layers[1]")
    assert [node.label for node in graph.children(block.id)] == ["fc", "act", "add"]
    assert block.parent == picture.node("Net").id and picture.node("head").parent == picture.node("Net").id


def test_groups_and_layers_count_their_parameters(run) -> None:
    picture = run(NET)
    counts = {node.path: node.parameter_count for node in picture.graph.nodes if node.kind == "module"}
    assert (counts[""], counts["layers.0"], counts["layers.1/fc"], counts["head"]) == (52, 20, 20, 12)
    assert picture.node("head").multiply_adds == 2 * 4 * 3


def test_layers_show_what_they_were_made_with(run) -> None:
    head = run(NET).node("head")
    assert (head.op, head.target, head.summary) == ("linear", "torch.nn.Linear", "4 → 3")
    assert head.attributes["in_features"] == 4


def test_a_module_that_is_used_twice_keeps_its_path(run) -> None:
    picture = run(
        """
        class Tied(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 4)
                self.again = self.fc
            def forward(self, x):
                return self.again(self.fc(x))
        y = Tied()(torch.ones(2, 4))
        """
    )
    assert [node.path for node in picture.nodes("fc")] == ["fc", "fc"]


def test_modules_in_a_plain_list_are_called_after_their_class(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.layers = [nn.Linear(4, 5), nn.Linear(5, 6)]
            def forward(self, x):
                for layer in self.layers:
                    x = layer(x)
                return x
        y = Net()(torch.ones(2, 4))
        """
    )
    assert [(node.label, node.path) for node in picture.graph.nodes if node.op == "linear"] == [
        ("Linear", "Linear"), ("Linear", "Linear 2"),
    ]  # fmt: skip
    assert picture.at(N=7).outputs() == {"y": (7, 6)}


def test_lazy_modules_have_the_sizes_that_they_took_on(run) -> None:
    picture = run(
        "m = nn.Sequential(nn.LazyConv2d(8, 3), nn.Flatten(), nn.LazyLinear(10))\ny = m(torch.ones(2, 3, 8, 8))"
    )
    assert picture.node("m[2]").summary == "288 → 10" and picture.outputs() == {"y": (2, 10)}


def test_parameters_buffers_and_plain_tensors_of_a_model_are_its_own(run) -> None:
    picture = run(
        """
        class Scale(nn.Module):
            def __init__(self):
                super().__init__()
                self.weight = nn.Parameter(torch.ones(4) * 2)
                self.register_buffer("shift", torch.zeros(4))
                self.table = torch.arange(4) / 4
            def forward(self, x):
                return x * self.weight + self.shift + self.table
        y = Scale()(torch.ones(2, 4))
        """
    )
    found = [
        (n.kind, n.label, picture.parent(n.label)) for n in picture.graph.nodes if n.kind in ("parameter", "constant")
    ]
    assert found == [
        ("parameter", "weight", "Scale"),
        ("constant", "shift", "Scale"),
        ("constant", "table", "Scale"),
    ]
    assert picture.labels("input") == ["x"] and picture.at(N=5).outputs() == {"y": (5, 4)}


def test_moving_or_loading_a_model_is_not_drawn(run) -> None:
    picture = run(
        """
        m = nn.Linear(4, 2).double().float()
        m.load_state_dict(m.state_dict())
        m.zero_grad()
        y = m(torch.ones(2, 4))
        """
    )
    assert [node.label for node in picture.graph.nodes] == ["input", "m", "y"]


def test_initialising_weights_is_not_drawn(run) -> None:
    picture = run(
        """
        m = nn.Linear(4, 2)
        nn.init.xavier_uniform_(m.weight)
        with torch.no_grad():
            m.bias.zero_()
        y = m(torch.ones(2, 4))
        """
    )
    assert [node.label for node in picture.graph.nodes] == ["input", "m", "y"]


def test_a_compiled_model_shows_as_the_model_itself(run) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = run(
            """
            m = torch.compile(nn.Sequential(nn.Linear(4, 8), nn.ReLU()), backend="eager")
            y = m(torch.ones(2, 4))
            """
        )
    assert [node.op for node in picture.graph.nodes if node.kind == "module"] == [
        "sequential",
        "linear",
        "relu",
    ]
    assert picture.outputs() == {"y": (2, 8)} and picture.at(N=3).outputs() == {"y": (3, 8)}


def test_a_compiled_function_shows_its_calls(run) -> None:
    picture = run(
        """
        @torch.compile(backend="eager", fullgraph=True)
        def f(x):
            return torch.sin(x) @ x.t()
        y = f(torch.ones(2, 4))
        """
    )
    assert picture.labels("call") == ["sin", "t", "matmul"]


def test_compiling_works_as_before_once_the_check_is_over(run) -> None:
    import torch
    from torch._dynamo import eval_frame

    before, filters = eval_frame._stance, list(warnings.filters)
    namespace: dict = {}
    run('f = torch.compile(torch.sin, backend="eager")\ny = f(torch.ones(2))', namespace)
    assert eval_frame._stance == before and warnings.filters == filters
    assert torch.equal(namespace["f"](torch.ones(2)), torch.sin(torch.ones(2)))


def test_scripted_and_traced_modules_are_single_cards(run) -> None:
    picture = run(
        """
        import warnings
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            scripted = torch.jit.script(nn.Sequential(nn.Linear(4, 8), nn.ReLU()))
            traced = torch.jit.trace(nn.Linear(8, 2), torch.ones(1, 8))
        y = traced(scripted(torch.ones(3, 4)))
        """
    )
    assert picture.labels("module") == ["scripted", "traced"]
    assert picture.outputs() == {"y": (3, 2)}
    assert picture.graph.notes == [
        "The sizes cannot be varied: the model cannot be copied (TypeError: a scripted module cannot run without data)."
    ]


def test_data_parallel_shows_the_model_that_it_wraps(run) -> None:
    picture = run("m = nn.DataParallel(nn.Sequential(nn.Linear(4, 2)))\ny = m(torch.ones(3, 4))")
    assert picture.node("module[0]").op == "linear" and picture.outputs() == {"y": (3, 2)}


def test_functional_calls_with_other_parameters_are_recorded(run) -> None:
    picture = run(
        """
        m = nn.Linear(4, 2)
        other = {"weight": torch.zeros(3, 4), "bias": torch.zeros(3)}
        y = torch.func.functional_call(m, other, (torch.ones(5, 4),))
        """
    )
    assert picture.outputs() == {"y": (5, 3)}


def test_checkpointed_blocks_are_recorded(run) -> None:
    picture = run(
        """
        from torch.utils.checkpoint import checkpoint
        block = nn.Sequential(nn.Linear(4, 4), nn.ReLU())
        x = torch.ones(2, 4, requires_grad=True)
        y = checkpoint(block, x, use_reentrant=False)
        y.sum().backward()
        """
    )
    assert [node.op for node in picture.graph.nodes if node.kind == "module"] == [
        "sequential",
        "linear",
        "relu",
    ]
