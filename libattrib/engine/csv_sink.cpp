#include <libattrib/engine/csv_sink.hpp>

#include <filesystem>
#include <libattrib/io/csv_row.hpp>
#include <libattrib/io/csv_writer.hpp>

namespace attrib {
namespace {

std::size_t bytes_of(std::initializer_list<std::string_view> texts) noexcept {
    std::size_t bytes = 0;
    for (const std::string_view text : texts) bytes += text.size();
    return bytes;
}

void put_texts(csv_row& row, std::initializer_list<std::string_view> texts) {
    for (const std::string_view text : texts) row.text(text);
}

void put_session_id(csv_row& row, const event& first) {
    row.written([&](char* out) { return write_session_id(out, first); });
}

}  // namespace

std::string_view csv_header_of(table which) noexcept {
    constexpr std::string_view credit_header =
        "conversion_id,user_pseudo_id,conversion_timestamp,conversion_date,conversion_name,"
        "revenue,currency,transaction_id,channel,source,medium,campaign,session_id,"
        "touch_timestamp";
    switch (which) {
        case table::stg_ga4_events:
            return "event_id,user_pseudo_id,event_timestamp,event_name,channel,source,medium,"
                   "campaign,page_location,page_referrer,device_category,country,event_value,"
                   "currency,transaction_id";
        case table::int_sessions:
            return "session_id,user_pseudo_id,session_start,session_end,event_count,channel,"
                   "source,medium,campaign,landing_page,device_category,country,conversions";
        case table::mart_first_click:
        case table::mart_last_click:
            return credit_header;
        case table::mart_channel_daily:
            return "model,conversion_date,conversion_name,currency,channel,conversions,revenue";
    }
    return {};
}

void append_csv(std::string& out, const session_row& from) {
    constexpr std::size_t values = 13;
    const event& first = from.start;
    const auto texts = {first.channel,       first.source,          first.medium, first.campaign,
                        first.page_location, first.device_category, first.country};
    csv_row row(values, bytes_of(texts) + 2 * session_id_room(first.user_pseudo_id.size()));
    put_session_id(row, first);
    row.text(first.user_pseudo_id);
    row.time(from.session_start());
    row.time(from.session_end);
    row.number(from.event_count);
    put_texts(row, texts);
    row.number(from.conversions);
    row.end(out);
}

void append_csv(std::string& out, const credit_row& from) {
    constexpr std::size_t values = 14;
    const event& conversion = from.conversion;
    std::string id;
    append_conversion_id(id, conversion);
    const event unattributed;
    const event& touch = from.touchpoint ? *from.touchpoint : unattributed;
    csv_row row(values,
                bytes_of({id, conversion.event_name, conversion.currency, conversion.transaction_id,
                          touch.channel, touch.source, touch.medium, touch.campaign}) +
                    2 * session_id_room(conversion.user_pseudo_id.size()));
    put_texts(row, {id, conversion.user_pseudo_id});
    row.time(conversion.event_timestamp);
    row.date(from.conversion_date);
    row.text(conversion.event_name);
    row.amount(from.revenue());
    put_texts(row, {conversion.currency, conversion.transaction_id, touch.channel, touch.source,
                    touch.medium, touch.campaign});
    if (from.touchpoint) {
        put_session_id(row, touch);
        row.time(touch.event_timestamp);
    } else {
        row.nothing();
        row.nothing();
    }
    row.end(out);
}

void append_csv(std::string& out, const daily_row& from) {
    constexpr std::size_t values = 7;
    const std::string_view channel = from.channel ? std::string_view(*from.channel) : "";
    csv_row row(values, bytes_of({name_of(from.credited_by), from.conversion_name, from.currency,
                                  channel}));
    row.text(name_of(from.credited_by));
    row.date(from.conversion_date);
    put_texts(row, {from.conversion_name, from.currency, channel});
    row.number(from.conversions);
    row.amount(from.revenue);
    row.end(out);
}

std::string csv_path_of(const std::string& directory, table which) {
    return directory + "/" + std::string(name_of(which)) + ".csv";
}

csv_sink::csv_sink(const std::string& directory, std::span<const table> tables) {
    std::error_code problem;
    std::filesystem::create_directories(directory, problem);
    if (problem)
        throw failure(errc::write_failed, directory +
                                              ": cannot be made a directory: " + problem.message() +
                                              "; choose a folder that you may write");
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
    switch (which) {
        case table::stg_ga4_events:
            for (const event& row : rows.events) append_event_row(out, row);
            break;
        case table::int_sessions:
            for (const session_row& row : rows.sessions) append_csv(out, row);
            break;
        case table::mart_first_click:
            for (const credit_row& row : rows.credits[0]) append_csv(out, row);
            break;
        case table::mart_last_click:
            for (const credit_row& row : rows.credits[1]) append_csv(out, row);
            break;
        case table::mart_channel_daily:
            break;  // comes at the end, by itself
    }
}

void csv_sink::encode(std::span<const daily_row> rows, std::string& out) const {
    for (const daily_row& row : rows) append_csv(out, row);
}

void csv_sink::write(table which, std::string&& rows) {
    files_[static_cast<std::size_t>(which)]->write(rows);
}

void csv_sink::commit() {
    for (auto& file : files_)
        if (file) file->commit();
}

}  // namespace attrib
