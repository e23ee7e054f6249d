"""The input size of the layer that refused, and the output size of the one before it."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.layer_sizes import propose

from .cases import case_of, first_that_runs, mended, ranked

FLATTENED = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1)
        self.fc1 = nn.Linear(16 * 14 * 14, 10)

    def forward(self, x):
        return self.fc1(self.conv(x).flatten(1))

net = Net()
net(torch.randn(1, 3, 32, 32))
"""

BIDIRECTIONAL = """
class Tagger(nn.Module):
    def __init__(self, emb, hidden):
        super().__init__()
        self.lstm = nn.LSTM(emb, hidden, bidirectional=True, batch_first=True)
        self.fc = nn.Linear(hidden, 5)

    def forward(self, x):
        return self.fc(self.lstm(x)[0])

Tagger(16, 32)(torch.randn(4, 7, 16))
"""

UNET = """
class Up(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.conv = nn.Conv2d(n_in, n_out, 3, padding=1)

    def forward(self, x, skip):
        return self.conv(torch.cat([x, skip], dim=1))

up1, up2 = Up(32 + 16, 16), Up(16, 8)
x = up1(torch.randn(1, 32, 8, 8), torch.randn(1, 16, 8, 8))
y = up2(x, torch.randn(1, 8, 8, 8))
"""


def test_a_product_is_written_in_the_same_form() -> None:
    case = case_of(FLATTENED)
    first = first_that_runs(case, propose)
    assert first.line == 5
    assert first.title == "Give fc1 16384 input features"
    assert first.reason == "fc1 (Linear) is made for 3136 input features, but 16384 (16 × 32 × 32) come to it."
    assert "self.fc1 = nn.Linear(16 * 32 * 32, 10)" in mended(case, first)


def test_a_name_is_multiplied_where_both_directions_come() -> None:
    case = case_of(BIDIRECTIONAL)
    first = ranked(case, propose)[0]
    assert first == first_that_runs(case, propose)
    assert [edit.new.strip() for edit in first.edits] == ["self.fc = nn.Linear(2 * hidden, 5)"]


def test_layers_of_one_class_are_mended_where_they_are_made() -> None:
    case = case_of(UNET)
    first = first_that_runs(case, propose)
    assert [edit.new for edit in first.edits] == ["up1, up2 = Up(32 + 16, 16), Up(24, 8)"]
    assert first.reason.endswith("n_in is 16 in line 9.")


def test_the_layer_before_is_the_second_choice() -> None:
    case = case_of("net = nn.Sequential(\n    nn.Linear(8, 16),\n    nn.Linear(12, 4),\n)\nnet(torch.randn(2, 8))")
    assert [(proposal.line, proposal.title) for proposal in ranked(case, propose)] == [
        (3, "Give net[1] 16 input features"),
        (2, "Let net[0] give 12 features"),
    ]
    assert ranked(case, propose)[1].reason == (
        "net[1] (Linear) expects 12 features, but gets 16, and net[0] (Linear) was made to give 16."
    )


def test_the_layer_before_is_the_first_choice_if_two_other_layers_agree_with_this_one() -> None:
    case = case_of("""
        net = nn.Sequential(
            nn.Conv2d(3, 16, 3, padding=1),
            nn.BatchNorm2d(32),
            nn.Conv2d(32, 8, 3, padding=1),
        )
        net(torch.randn(2, 3, 8, 8))
    """)
    first = first_that_runs(case, propose)
    assert (first.line, first.title) == (2, "Let net[0] give 32 channels")


def test_a_default_is_set_by_the_call_that_leaves_it() -> None:
    case = case_of("""
        class Net(nn.Module):
            def __init__(self, n_in=20):
                super().__init__()
                self.fc = nn.Linear(n_in, 3)

            def forward(self, x):
                return self.fc(x)

        net = Net()
        net(torch.randn(5, 13))
    """)
    first = first_that_runs(case, propose)
    assert (first.line, first.title) == (9, "Give fc 13 input features: pass n_in=13")
    assert first.reason == (
        "fc (Linear) is made for 20 input features, but 13 come to it. Line 9 leaves n_in at its default, 20."
    )


def test_the_layer_whose_output_is_added_follows_the_other_summand() -> None:
    case = case_of("""
        class Residual(nn.Module):
            def __init__(self, width):
                super().__init__()
                self.body = nn.Linear(width, 32)

            def forward(self, x):
                return x + self.body(x)

        Residual(64)(torch.randn(4, 64))
    """)
    first = first_that_runs(case, propose)
    assert (first.line, first.title) == (4, "Let body give 64 features")


def test_a_layer_kept_in_a_list_is_found_by_its_sizes() -> None:
    case = case_of("""
        layers = []
        for a, b in zip((10, 20), (20, 30)):
            layers.append(nn.Linear(a, b))
        layers.append(nn.Linear(25, 2))
        net = nn.Sequential(*layers)
        net(torch.randn(3, 10))
    """)
    assert first_that_runs(case, propose).line == 4


def test_a_layer_that_took_other_inputs_is_right() -> None:
    case = case_of("""
        net = nn.Sequential(nn.Flatten(), nn.Linear(16, 2))
        net(torch.rand(3, 4, 4))
        net(torch.rand(3, 5, 4))
    """)
    assert list(propose(case)) == []


def test_an_image_that_is_not_flattened_is_no_matter_of_sizes() -> None:
    case = case_of("net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.Linear(144, 10))\nnet(torch.rand(2, 1, 8, 8))")
    assert list(propose(case)) == []


def test_channels_that_come_last_are_no_matter_of_sizes() -> None:
    case = case_of("conv = nn.Conv2d(3, 4, 3)\nconv(torch.rand(2, 8, 8, 3))")
    assert list(propose(case)) == []


def test_a_layer_takes_the_sum_of_what_is_joined() -> None:
    case = case_of("""
        class Decoder(nn.Module):
            def __init__(self, emb, hidden):
                super().__init__()
                self.gru = nn.GRU(emb, hidden)

            def forward(self, x, context):
                return self.gru(torch.cat([x, context], dim=-1))

        Decoder(16, 24)(torch.randn(5, 2, 16), torch.randn(5, 2, 24))
    """)
    assert "nn.GRU(emb + hidden, hidden)" in mended(case, first_that_runs(case, propose))


def test_a_layer_gives_what_a_view_cuts_up() -> None:
    case = case_of("""
        fc = nn.Linear(8, 16 * 8 * 8)
        images = fc(torch.randn(3, 8)).view(3, 16, 7, 7)
    """)
    assert first_that_runs(case, propose).edits[0].new == "fc = nn.Linear(8, 16 * 7 * 7)"


def test_a_layer_inside_a_layer_of_torch_is_sized_by_the_outer_one() -> None:
    case = case_of("""
        layer = nn.TransformerEncoderLayer(d_model=128, nhead=4, batch_first=True)
        encoder = nn.TransformerEncoder(layer, num_layers=2)
        encoder(torch.randn(2, 9, 64))
    """)
    first = first_that_runs(case, propose)
    assert (first.line, "d_model=64" in mended(case, first)) == (1, True)


def test_a_layer_that_another_call_makes_is_left_alone() -> None:
    assert list(propose(case_of("fc = eval('nn.Linear(4, 2)')\nfc(torch.rand(3, 5))"))) == []


def test_a_line_that_makes_several_layers_names_the_size_that_is_meant() -> None:
    case = case_of("""
        class Net(nn.Module):
            def __init__(self, widths):
                super().__init__()
                layers, before = [], 3
                for after in widths:
                    layers += [nn.Conv2d(before, after, 3), nn.BatchNorm2d(before)]
                    before = after
                self.net = nn.Sequential(*layers)

            def forward(self, x):
                return self.net(x)

        Net([8, 16])(torch.randn(2, 3, 12, 12))
    """)
    first = first_that_runs(case, propose)
    assert first.edits[0].new.strip() == "layers += [nn.Conv2d(before, after, 3), nn.BatchNorm2d(after)]"
    assert all("BatchNorm2d(8)" not in proposal.edits[0].new for proposal in ranked(case, propose))


def test_a_number_gives_way_to_the_name_that_other_layers_are_made_with() -> None:
    case = case_of("""
        class Words(nn.Module):
            def __init__(self, width=16):
                super().__init__()
                self.words, self.places = nn.Embedding(50, width), nn.Embedding(20, 8)

            def forward(self, x):
                return self.words(x) + self.places(torch.arange(x.size(1)))

        Words()(torch.randint(0, 50, (2, 6)))
    """)
    first = first_that_runs(case, propose)
    assert first.title == "Let places give 16 features"
    assert first.edits[0].new.endswith("nn.Embedding(20, width)")


def test_a_number_of_elements_is_written_as_the_product_it_is() -> None:
    case = case_of(
        "net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(500, 2))\nnet(torch.rand(2, 1, 8, 8))"
    )
    assert "nn.Linear(4 * 6 * 6, 2)" in first_that_runs(case, propose).edits[0].new


def test_a_size_read_from_the_wrong_place_of_a_list_is_read_from_the_right_one() -> None:
    case = case_of("""
        class Net(nn.Module):
            def __init__(self, sizes):
                super().__init__()
                self.body = nn.Sequential(*[nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:])])
                self.head = nn.Linear(sizes[0], 3)

            def forward(self, x):
                return self.head(self.body(x))

        Net([20, 40, 60])(torch.randn(5, 20))
    """)
    assert first_that_runs(case, propose).edits[0].new.strip() == "self.head = nn.Linear(sizes[-1], 3)"
