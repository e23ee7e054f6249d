from itertools import pairwise

from shapeviz.graph.findings import Mismatch
from shapeviz.graph.model import Graph
from shapeviz.rendering.folding import FoldedGraph, fold


def labels(folded: FoldedGraph) -> list[str]:
    return [card.node.label if card.node else "…" for card in folded.walk()]


def test_with_no_limit_everything_is_shown(big: Graph):
    folded = fold(big)
    assert [card.id for card in folded.walk()] == [node.id for node in big.nodes]
    assert folded.hidden_count == 0


def test_depth_counts_the_levels_of_groups_that_stand_open(big: Graph):
    assert labels(fold(big, depth=0)) == ["x", "ResNet", "output"]
    assert labels(fold(big, depth=1)) == ["x", "ResNet", "layer1", "layer2", "layer3", "layer4", "output"]


def test_a_limit_closes_the_innermost_groups_first(big: Graph):
    folded = fold(big, limit=40)
    assert len(labels(folded)) == 23
    assert folded.full_depth == 3
    assert folded.hidden_count == len(big.nodes) - 23


def test_groups_around_a_failing_node_stand_open_at_every_depth(branchy: Graph):
    assert labels(fold(branchy, depth=0)) == ["x", "Net", "stem", "block", "cat", "good", "bad", "output"]


def test_a_group_that_only_contains_the_failure_does_not_fail_itself(branchy: Graph):
    nodes = {node.label: node for node in branchy.nodes}
    assert nodes["Net"].status == "mismatch"
    assert fold(branchy).failing == {nodes["bad"].id}


def test_a_group_that_raises_in_its_own_code_fails_itself(branchy: Graph):
    nodes = {node.label: node for node in branchy.nodes}
    branchy.mismatches.append(Mismatch(nodes["block"].id, "block checks its input itself."))
    assert nodes["block"].id in fold(branchy).failing


def test_a_long_run_is_left_out_but_for_its_ends_and_the_surroundings_of_the_failure(flat: Graph):
    shown = labels(fold(flat, limit=40))
    assert len(shown) <= 40
    assert shown[1] == "step0" and shown[-1] == "step999"
    assert shown.count("…") == 2
    middle = shown.index("step500")
    assert shown[middle - 3 : middle + 4] == ["…", "step498", "step499", "step500", "step501", "step502", "…"]


def test_the_edges_of_what_is_folded_end_at_the_visible_card(big: Graph):
    folded = fold(big, depth=1)
    names = {card.id: card.node.label for card in folded.walk() if card.node}
    joined = {(names[link.source], names[link.target]) for link in folded.links}
    layers = ["layer1", "layer2", "layer3", "layer4"]
    assert joined == {("x", "layer1"), *pairwise(layers), ("layer4", "output")}


def test_edges_between_the_same_two_cards_become_one_with_the_worst_status(branchy: Graph):
    nodes = {node.label: node for node in branchy.nodes}
    edge = next(edge for edge in branchy.edges if edge.target == nodes["add"].id)
    edge.status = "assumed"
    link = next(link for link in fold(branchy, depth=1).links if link.target == nodes["block"].id)
    assert len(link.edges) == 2
    assert link.status == "ok"
    into_cat = next(link for link in fold(branchy).links if edge in link.edges)
    assert into_cat.status == "assumed"


def test_an_edge_that_ends_at_an_open_group_is_held_at_a_card_inside_it(branchy: Graph):
    nodes = {node.label: node for node in branchy.nodes}
    branchy.edges[1].target = nodes["block"].id
    link = next(link for link in fold(branchy).links if branchy.edges[1] in link.edges)
    assert (link.source, link.target) == (nodes["stem"].id, nodes["fc1"].id)
    assert (link.inside, link.target_group) == (nodes["Net"].id, nodes["block"].id)


def test_an_edge_to_a_node_that_the_graph_lacks_is_left_out(branchy: Graph):
    before = len(fold(branchy).links)
    branchy.edges[0].source = "n999"
    assert len(fold(branchy).links) == before - 1


def test_a_mismatch_without_a_node_folds_nothing_open(several: Graph):
    assert None in {mismatch.node for mismatch in several.mismatches}
    assert fold(several, depth=0).failing == {"n10", "n12"}
