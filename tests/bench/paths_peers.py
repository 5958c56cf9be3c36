"""paths_peers.py FILE OUTPUT PEER: the Markov model of order 1 by another program.

Prints the seconds that reading took and those that the model took, and writes
channel,removal_effect to OUTPUT.
"""

import contextlib
import csv
import io
import sys
import time

import pandas

path, output, peer = sys.argv[1:]


def by_channel_attribution(data):
    """Simulates; one thread is all that its order of random numbers allows."""
    import ChannelAttribution

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
            flg_pro=False,
        )
    effects = found["removal_effects"] if isinstance(found, dict) else found[2]
    return dict(zip(effects.iloc[:, 0], effects.iloc[:, 1]))


def by_mam(data):
    """Inverts a matrix for each channel. Takes journeys that convert or do not, with a count."""
    from mam.core import MAM

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
    from mam.models.markov import MarkovModel

    markov = MarkovModel()
    markov._compute_markov(model.unified_df)
    return markov.removal_effect_df["removal_effect"].to_dict()


PEERS = {"ChannelAttribution": by_channel_attribution, "MAM": by_mam}

begin = time.perf_counter()
frame = pandas.read_csv(path, sep=";")
read = time.perf_counter()
effects_found = PEERS[peer](frame)
done = time.perf_counter()
with open(output, "w", newline="") as file:
    rows = csv.writer(file)
    rows.writerow(["channel", "removal_effect"])
    rows.writerows(effects_found.items())
print(f"{read - begin:.3f} {done - read:.3f}")
