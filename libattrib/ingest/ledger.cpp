#include <libattrib/ingest/ledger.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace attrib {
namespace {

// The part of a chunk from `begin` to `end`, both places in the source.
event_chunk piece_of(const event_chunk& chunk, std::uint64_t begin, std::uint64_t end) {
    const auto lines_before = [&](std::uint64_t place) {
        return static_cast<std::uint64_t>(std::count(
            chunk.text.begin(),
            chunk.text.begin() + static_cast<std::ptrdiff_t>(place - chunk.begin), '\n'));
    };
    event_chunk piece;
    piece.text = chunk.text.substr(begin - chunk.begin, end - begin);
    piece.begin = begin;
    piece.end = end;
    piece.first_line = chunk.first_line + lines_before(begin);
    piece.ends_source = chunk.ends_source && end == chunk.end;
    piece.is_in_array = chunk.is_in_array;
    piece.end_line = end == chunk.end ? chunk.end_line : chunk.first_line + lines_before(end);
    return piece;
}

}  // namespace

std::uint64_t source_progress::bytes() const noexcept {
    std::uint64_t sum = 0;
    for (const loaded_part& part : parts) sum += part.end - part.begin;
    return sum;
}

source_progress progress_of(connection& on, const std::string& source) {
    const query_result rows = on.run(
        "select island.*, last.tail_bytes, last.tail_digest from (select min(position_from) as "
        "place, max(position_to), max(line_to), sum(rows)::bigint, sum(rejected)::bigint, "
        "max(position_from) as last_from from (select *, position_to - sum(position_to - "
        "position_from) over (order by position_from) as gap from ingest_batches where source = "
        "$1) as part group by gap) as island join ingest_batches as last on last.source = $1 and "
        "last.position_from = island.last_from order by place",
        {source});
    source_progress progress;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const auto number = [&](std::size_t column) {
            return static_cast<std::uint64_t>(rows.integer(i, column));
        };
        loaded_part part{number(0), number(1), number(2)};
        if (!rows.is_null(i, 6))
            part.mark = content_mark{static_cast<std::uint32_t>(number(6)), number(7)};
        progress.parts.push_back(part);
        progress.accepted += number(3);
        progress.rejected += number(4);
    }
    return progress;
}

std::int64_t reserve_batch_id(connection& on, batch_kind kind) {
    const char* const bulk =
        kind == batch_kind::bulk ? "(not exists (select from forgotten_users))::integer" : "0";
    return on.run(fmt::format("select nextval('ingest_batch_id') * 2 + {}", bulk)).integer(0, 0);
}

void find_bulk_pages(connection& on) { on.run("select attrib_find_bulk_pages()"); }

bool record_batch(connection& on, const batch_entry& entry) {
    assert(on.is_in_transaction());
    // Parts do not overlap, so that the last one that begins before this one's end decides.
    query_parameters values{std::to_string(entry.batch_id),
                            entry.source,
                            entry.source_name,
                            std::to_string(entry.where.begin),
                            std::to_string(entry.where.end),
                            std::to_string(entry.where.end_line),
                            std::to_string(entry.counts.accepted),
                            std::to_string(entry.counts.rejected),
                            std::nullopt,
                            std::nullopt};
    if (entry.mark) {
        values[8] = std::to_string(entry.mark->bytes);
        values[9] = std::to_string(static_cast<std::int64_t>(entry.mark->digest));
    }
    return on.run_prepared(
                 "insert into ingest_batches (batch_id, source, source_name, position_from, "
                 "position_to, line_to, rows, rejected, tail_bytes, tail_digest) select "
                 "$1::bigint, "
                 "$2::text, $3::text, $4::bigint, $5::bigint, $6::bigint, $7::bigint, $8::bigint, "
                 "$9::integer, $10::bigint where not exists (select from (select position_to from "
                 "ingest_batches where source = $2::text and position_from < $5::bigint order by "
                 "position_from desc limit 1) as last where last.position_to > $4::bigint) on "
                 "conflict (source, position_from) do nothing",
                 values)
               .affected() == 1;
}

std::vector<event_chunk> pieces_outside(event_chunk&& chunk,
                                        const std::vector<loaded_part>& parts) {
    std::vector<event_chunk> pieces;
    std::uint64_t place = chunk.begin;
    auto part = std::ranges::upper_bound(parts, place, {}, &loaded_part::end);
    if (part == parts.end() || part->begin >= chunk.end) {
        pieces.push_back(std::move(chunk));
        return pieces;
    }
    if (chunk.oversize) return pieces;  // one row, which the part covers
    for (; part != parts.end() && part->begin < chunk.end; ++part) {
        if (place < part->begin) pieces.push_back(piece_of(chunk, place, part->begin));
        place = std::min(part->end, chunk.end);
    }
    if (place < chunk.end) pieces.push_back(piece_of(chunk, place, chunk.end));
    return pieces;
}

}  // namespace attrib
