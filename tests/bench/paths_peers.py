"""paths_peers.py FILE OUTPUT PEER: the Markov model of order 1 by another program.

PEER is ChannelAttribution, followed by the accuracy it is to reach as 0.05, which is its default, or
MAM. Prints the seconds that reading and the model took, imports left out, and those of the
processor, and writes channel,removal_effect to OUTPUT.
"""

import contextlib
import csv
import io
import sys
import time

import pandas


def by_channel_attribution(data, accuracy):
    """Simulates until repetitions differ by less than the accuracy."""
    with contextlib.redirect_stdout(io.StringIO()):
        found = ChannelAttribution.markov_model(
            data,
            "path",
            "total_conversions",
            var_null="total_null",
            order=1,
            out_more=True,
            seed=1,
            ncore=2,
            conv_par=accuracy,
            flg_pro=False,
        )
    effects = found["removal_effects"] if isinstance(found, dict) else found[2]
    return dict(zip(effects.iloc[:, 0], effects.iloc[:, 1]))


def by_mam(data):
    """Inverts a matrix for each channel. Takes journeys that convert or do not, with a count."""
    parts = []
    for column, converts in (("total_conversions", True), ("total_null", False)):
        part = data.loc[data[column] > 0, ["path", column]]
        part = part.rename(columns={column: "occurrences"})
        parts.append(part.assign(converts=converts))
    model = MAM(
        pandas.concat(parts),
        format_type="grouped_journey",
        channels_colname="path",
        journey_with_conv_colname="converts",
    )
    markov = MarkovModel()
    markov._compute_markov(model.unified_df)
    return markov.removal_effect_df["removal_effect"].to_dict()


path, output, peer = sys.argv[1:4]
with contextlib.redirect_stdout(io.StringIO()):
    if peer == "MAM":
        from mam.core import MAM
        from mam.models.markov import MarkovModel
    else:
        import ChannelAttribution

begin, begin_of_processor = time.perf_counter(), time.process_time()
frame = pandas.read_csv(path, sep=";")
if peer == "MAM":
    effects_found = by_mam(frame)
else:
    effects_found = by_channel_attribution(frame, float(peer.removeprefix("ChannelAttribution")))
seconds, of_processor = time.perf_counter() - begin, time.process_time() - begin_of_processor
with open(output, "w", newline="") as file:
    rows = csv.writer(file)
    rows.writerow(["channel", "removal_effect"])
    rows.writerows(effects_found.items())
print(f"{seconds:.3f} {of_processor:.3f}")
