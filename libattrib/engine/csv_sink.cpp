#include <libattrib/engine/csv_sink.hpp>

#include <charconv>
#include <filesystem>
#include <libattrib/io/csv_writer.hpp>

namespace attrib {
namespace {

void append_number(std::string& out, std::int64_t number) {
    char digits[20];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void append_time(std::string& out, timestamp when) {
    char text[timestamp_length];
    write_timestamp(text, when);
    out.append(text, sizeof text);
}

void append_date(std::string& out, calendar_day day) {
    char text[day_length];
    write_day(text, day);
    out.append(text, sizeof text);
}

// Appends texts, each behind a comma.
void append_texts(std::string& out, std::initializer_list<std::string_view> texts) {
    for (const std::string_view text : texts) {
        out.push_back(',');
        append_csv_value(out, text);
    }
}

// Ids hold the user's text: quote them when that needs quotes.
template <class Append>
void append_id(std::string& out, const event& of, const Append& append) {
    std::string id;
    append(id, of);
    append_csv_value(out, id);
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

void append_csv(std::string& out, const session_row& row) {
    const event& first = row.first_event;
    append_id(out, first, append_session_id);
    append_texts(out, {first.user_pseudo_id});
    out.push_back(',');
    append_time(out, row.session_start());
    out.push_back(',');
    append_time(out, row.session_end);
    out.push_back(',');
    append_number(out, row.event_count);
    append_texts(out, {first.channel, first.source, first.medium, first.campaign,
                       first.page_location, first.device_category, first.country});
    out.push_back(',');
    append_number(out, row.conversions);
    out.push_back('\n');
}

void append_csv(std::string& out, const credit_row& row) {
    const event& conversion = row.conversion;
    append_id(out, conversion, append_conversion_id);
    append_texts(out, {conversion.user_pseudo_id});
    out.push_back(',');
    append_time(out, conversion.event_timestamp);
    out.push_back(',');
    append_date(out, row.conversion_date);
    append_texts(out, {conversion.event_name});
    out.push_back(',');
    append_money(out, row.revenue());
    append_texts(out, {conversion.currency, conversion.transaction_id});
    if (!row.touchpoint) {
        out.append(",,,,,,\n");
        return;
    }
    const event& touch = *row.touchpoint;
    append_texts(out, {touch.channel, touch.source, touch.medium, touch.campaign});
    out.push_back(',');
    append_id(out, touch, append_session_id);
    out.push_back(',');
    append_time(out, touch.event_timestamp);
    out.push_back('\n');
}

void append_csv(std::string& out, const daily_row& row) {
    out.append(name_of(row.credited_by));
    out.push_back(',');
    append_date(out, row.conversion_date);
    append_texts(out, {row.conversion_name, row.currency, row.channel.value_or("")});
    out.push_back(',');
    append_number(out, row.conversions);
    out.push_back(',');
    append_money(out, row.revenue);
    out.push_back('\n');
}

csv_sink::csv_sink(const std::string& directory, std::span<const table> tables) {
    std::error_code problem;
    std::filesystem::create_directories(directory, problem);
    if (problem)
        throw failure(errc::write_failed,
                      directory + ": cannot be made a directory: " + problem.message());
    for (const table which : tables) {
        auto& file = files_[static_cast<std::size_t>(which)];
        file.emplace(directory + "/" + std::string(name_of(which)) + ".csv");
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
