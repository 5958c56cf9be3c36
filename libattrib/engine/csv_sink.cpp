#include <libattrib/engine/csv_sink.hpp>

#include <libattrib/io/csv_writer.hpp>
#include <libattrib/schema/csv_table.hpp>
#include <libattrib/schema/tables.hpp>

namespace attrib {
namespace {

template <class Columns, class Row>
void append_rows(std::string& out, const Columns& columns, std::span<const Row> rows) {
    for (const Row& row : rows) append_csv_row(out, columns, row);
}

}  // namespace

std::string csv_header_of(table which) {
    std::string header;
    const auto append = [&](const auto& columns) { append_csv_header(header, columns); };
    switch (which) {
        case table::stg_ga4_events:
            append_event_header(header);
            header.pop_back();  // the line end
            break;
        case table::int_sessions:
            append(schema::sessions);
            break;
        case table::int_conversions:
            append(schema::conversions);
            break;
        case table::int_touchpoints:
            append(schema::touchpoints);
            break;
        case table::mart_attribution:
            append(schema::attributions);
            break;
        case table::mart_first_click:
        case table::mart_last_click:
            append(schema::credits);
            break;
        case table::mart_channel_daily:
            append(schema::daily);
            break;
        case table::dda_transitions_daily:
            append(schema::transitions);
            break;
        case table::dda_sets_daily:
            append(schema::journey_sets);
            break;
        case table::mart_paths:
            append(schema::paths);
            break;
        case table::mart_roles:
            append(schema::roles);
            break;
        case table::mart_markov:
            append(schema::markov);
            break;
    }
    return header;
}

void append_csv(std::string& out, table which, const user_rows& rows) {
    switch (which) {
        case table::stg_ga4_events:
            for (const event& row : rows.events) append_event_row(out, row);
            break;
        case table::int_sessions:
            return append_rows(out, schema::sessions, rows.sessions);
        case table::int_conversions:
            return append_rows(out, schema::conversions, rows.conversions);
        case table::int_touchpoints:
            return append_rows(out, schema::touchpoints, rows.touchpoints);
        case table::mart_attribution:
            return append_rows(out, schema::attributions, rows.attributions);
        case table::mart_first_click:
        case table::mart_last_click:
            return append_rows(out, schema::credits, rows.credits);
        case table::mart_channel_daily:
        case table::dda_transitions_daily:
        case table::dda_sets_daily:
        case table::mart_paths:
        case table::mart_roles:
        case table::mart_markov:
            break;  // summed, see below
    }
}

void append_csv(std::string& out, table which, const summed_rows& rows) {
    if (which == table::mart_channel_daily) append_rows(out, schema::daily, rows.daily);
    if (which == table::dda_transitions_daily)
        append_rows(out, schema::transitions, rows.transitions);
    if (which == table::dda_sets_daily) append_rows(out, schema::journey_sets, rows.sets);
    if (which == table::mart_paths) append_rows(out, schema::paths, rows.paths);
    if (which == table::mart_roles) append_rows(out, schema::roles, rows.roles);
    if (which == table::mart_markov) append_rows(out, schema::markov, rows.effects);
}

std::string csv_path_of(const std::string& directory, table which) {
    return directory + "/" + std::string(name_of(which)) + ".csv";
}

csv_sink::csv_sink(const std::string& directory, std::span<const table> tables) {
    make_output_folder(directory);
    for (const table which : tables) {
        auto& file = files_[static_cast<std::size_t>(which)];
        file.emplace(csv_path_of(directory, which));
        file->write(csv_header_of(which));
        file->write("\n");
    }
}

bool csv_sink::takes(table which) const noexcept {
    return files_[static_cast<std::size_t>(which)].has_value();
}

void csv_sink::encode(table which, const user_rows& rows, std::string& out) const {
    append_csv(out, which, rows);
}

void csv_sink::encode(table which, const summed_rows& rows, std::string& out) const {
    append_csv(out, which, rows);
}

void csv_sink::write(table which, std::string&& rows) {
    files_[static_cast<std::size_t>(which)]->write(rows);
}

void csv_sink::commit() {
    for (auto& file : files_)
        if (file) file->commit();
}

}  // namespace attrib
