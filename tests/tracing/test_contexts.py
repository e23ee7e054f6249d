"""Everything people put around their calls: no_grad, autocast, hooks, threads, in-place operations, views."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "context", ["torch.no_grad()", "torch.inference_mode()", "torch.enable_grad()", "torch.device('cpu')"]
)
def test_a_context_changes_nothing_on_the_picture(run, context) -> None:
    picture = run(f"m = nn.Linear(4, 2)\nwith {context}:\n    y = m(torch.ones(3, 4)) + 1")
    assert picture.labels("module") + picture.labels("call") == ["m", "add"]
    assert picture.outputs() == {"y": (3, 2)}


def test_autocast_shows_in_the_dtypes(run) -> None:
    picture = run("m = nn.Linear(4, 2)\nwith torch.autocast('cpu', dtype=torch.bfloat16):\n    y = m(torch.ones(3, 4))")
    assert picture.edge_into("m").dtype == "float32" and picture.edge_into("y").dtype == "bfloat16"


def test_a_decorated_function_is_seen_through(run) -> None:
    picture = run("@torch.no_grad()\ndef evaluate(x):\n    return x.argmax(dim=1)\n\nd = evaluate(torch.ones(3, 4))")
    assert picture.node("argmax").summary == "dim=1" and picture.outputs() == {"d": (3,)}


def test_hooks_of_the_users_own_are_called_and_recorded(run) -> None:
    namespace: dict = {}
    picture = run(
        """
        m = nn.Sequential(nn.Linear(4, 8), nn.ReLU())
        seen = []
        def double(module, args, output):
            seen.append(tuple(output.shape))
            return output * 2
        m[0].register_forward_hook(double)
        m.register_forward_pre_hook(lambda module, args: (args[0] + 1,))
        y = m(torch.ones(2, 4))
        y.sum().backward()
        """,
        namespace,
    )
    assert namespace["seen"] == [(2, 8)] and len(namespace["m"][0]._forward_hooks) == 1
    assert [(picture.parent(label), label) for label in ("add", "mul")] == [("m", "add"), ("m", "mul")]
    assert picture.flow()[:4] == [("input", "add"), ("add", "m[0]"), ("m[0]", "mul"), ("mul", "m[1]")]


def test_global_hooks_of_the_users_own_stay(run) -> None:
    from torch.nn.modules import module as hooks

    calls = []
    handle = hooks.register_module_forward_hook(lambda *_: calls.append("mine"))
    try:
        run("y = nn.Linear(4, 2)(torch.ones(3, 4))")
        assert calls == ["mine"] and list(hooks._global_forward_hooks) == [handle.id]
    finally:
        handle.remove()


def test_other_threads_are_left_alone(run) -> None:
    picture = run(
        """
        import threading
        m = nn.Linear(4, 8)
        results = []
        def work():
            results.append(m(torch.ones(2, 4)))
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        y = m(torch.ones(3, 4)) + results[0].sum()
        """
    )
    assert [node.inputs[0].shape for node in picture.nodes("m")] == [(3, 4)]
    assert picture.labels("call") == ["sum", "add"]


def test_in_place_operations_continue_the_tensor(run) -> None:
    picture = run("x = torch.zeros(4, 6)\nx.add_(2)\nx[0] = torch.ones(6)\nx[:, 1:3] = 5\ny = x.t()")
    labels = {node.id: node.label for node in picture.graph.nodes}
    chain = [(labels[edge.source], labels[edge.target]) for edge in picture.graph.edges]
    assert chain == [
        ("x", "add"), ("add", "setitem"), ("x[0]", "setitem"), ("setitem", "setitem"), ("setitem", "t"), ("t", "y"),
    ]  # fmt: skip


def test_writing_through_a_view_changes_the_whole(run) -> None:
    picture = run("x = torch.zeros(4, 6)\nrow = x[1:3]\nrow += 1\ny = x.sum()")
    assert ("add", "sum") in picture.flow() and ("x", "sum") not in picture.flow()
    assert picture.edge_into("sum").shape == (4, 6)


def test_reading_data_or_detaching_keeps_the_flow(run) -> None:
    picture = run("x = torch.ones(3, requires_grad=True)\ny = x.data * 2\nz = y.detach().sum()")
    assert picture.flow() == [("x", "mul"), ("mul", "detach"), ("detach", "sum"), ("sum", "z")]


def test_backward_and_optimizer_steps_are_not_drawn(run) -> None:
    picture = run(
        """
        w = torch.ones(4, requires_grad=True)
        optimizer = torch.optim.SGD([w], lr=0.1, momentum=0.9)
        loss = (w * 2).sum()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([w], 1.0)
        optimizer.step()
        """
    )
    assert picture.labels("call") == ["mul", "sum"]


def test_a_closure_of_an_optimizer_is_recorded(run) -> None:
    picture = run(
        """
        w = torch.ones(4, requires_grad=True)
        optimizer = torch.optim.LBFGS([w], max_iter=2)
        def closure():
            loss = w.square().sum()
            loss.backward()
            return loss
        _ = optimizer.step(closure)
        """
    )
    assert "square" in picture.labels("call")


def test_losses_are_layers_like_others(run) -> None:
    picture = run("loss = nn.CrossEntropyLoss()(torch.ones(4, 3), torch.zeros(4, dtype=torch.long))")
    node = picture.node("CrossEntropyLoss")
    assert (node.op, [spec.name for spec in node.inputs], node.outputs[0].shape) == (
        "cross_entropy",
        ["input", "target"],
        (),
    )


def test_a_model_made_anew_in_every_round_is_let_go(run) -> None:
    namespace: dict = {}
    picture = run(
        """
        import gc, weakref
        references = []
        for _ in range(5):
            model = nn.Sequential(nn.Linear(4, 8), nn.Linear(8, 2))
            y = model(torch.ones(3, 4))
            references.append(weakref.ref(model))
        model = None
        gc.collect()
        alive = sum(reference() is not None for reference in references)
        """,
        namespace,
    )
    assert namespace["alive"] == 1 and picture.node("model").repeats == 5  # the first one is the one that is drawn
