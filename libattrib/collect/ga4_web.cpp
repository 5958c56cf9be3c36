#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <libattrib/collect/ga4_web.hpp>
#include <libattrib/collect/row_text.hpp>
#include <libattrib/collect/user_agent.hpp>
#include <libattrib/core/hash.hpp>
#include <libattrib/core/query_string.hpp>
#include <utility>
#include <vector>

namespace attrib {
namespace {

// The parameters of one event: its own, then those of the whole hit.
class event_parameters {
   public:
    event_parameters(const decoded_query& own, const decoded_query& shared)
        : own_(own), shared_(shared) {}

    [[nodiscard]] std::string_view find(std::string_view name) const noexcept {
        for (const decoded_query* const all : {&own_, &shared_})
            for (const query_parameter& each : *all)
                if (each.name == name) return each.value;
        return {};
    }

    [[nodiscard]] std::string_view find_either(std::string_view name,
                                               std::string_view other) const noexcept {
        const std::string_view found = find(name);
        return found.empty() ? find(other) : found;
    }

    template <class Take>
    void for_each(const Take& take) const {
        for (const query_parameter& each : own_) take(each);
        for (const query_parameter& each : shared_)
            if (!has(own_, each.name)) take(each);
    }

   private:
    static bool has(const decoded_query& all, std::string_view name) noexcept {
        return std::ranges::find(all, name, &query_parameter::name) != all.end();
    }

    const decoded_query& own_;
    const decoded_query& shared_;
};

// Columns that a parameter stands for.
constexpr std::array<std::pair<column, std::string_view>, 7> plain_columns{
    {{column::user_pseudo_id, "cid"},
     {column::event_name, "en"},
     {column::source, "cs"},
     {column::medium, "cm"},
     {column::campaign, "cn"},
     {column::page_location, "dl"},
     {column::page_referrer, "dr"}}};

bool is_item(std::string_view name) noexcept {
    return name.size() > 2 && name.starts_with("pr") &&
           std::ranges::all_of(name.substr(2), [](char c) { return c >= '0' && c <= '9'; });
}

// What makes two events different. Times are left out: they may differ when a hit is sent again.
bool is_content(std::string_view name) noexcept {
    return name == "en" || name == "dl" || name == "cu" || name.starts_with("ep.") ||
           name.starts_with("epn.") || is_item(name);
}

// gcs is `G1` and a digit each for ads and analytics. gcd has letters between digits, the second
// one for analytics: p and m are denied, q denied twice, u denied after it was granted.
bool denies_analytics(const event_parameters& of) noexcept {
    const std::string_view state = of.find("gcs");
    if (state.size() >= 4 && state.starts_with("G1") && state[3] != '-') return state[3] == '0';
    const std::string_view detail = of.find("gcd");
    return detail.size() >= 5 && std::string_view("mpqu").find(detail[4]) != std::string_view::npos;
}

// Fields of an item are joined by `~`; each begins with two letters. `~~` stands for `~`.
std::string_view field_of(std::string_view item, std::string_view code) noexcept {
    for (std::size_t begin = 0; begin < item.size();) {
        std::size_t end = begin;
        while (end < item.size() && item[end] != '~') ++end;
        while (end + 1 < item.size() && item[end + 1] == '~') {
            end += 2;
            while (end < item.size() && item[end] != '~') ++end;
        }
        const std::string_view field = item.substr(begin, end - begin);
        if (field.starts_with(code)) return field.substr(code.size());
        begin = end + 1;
    }
    return {};
}

std::string items_of(const event_parameters& of) {
    std::string items;
    of.for_each([&](const query_parameter& each) {
        if (!is_item(each.name)) return;
        row_text item;
        item.add("price", field_of(each.value, "pr"));
        item.add("quantity", field_of(each.value, "qt"));
        items += items.empty() ? '[' : ',';
        item.finish(items);
        items.pop_back();  // the line end
    });
    if (!items.empty()) items += ']';
    return items;
}

std::string event_id_of(const event_parameters& of, std::size_t index) {
    const std::string_view client = of.find("cid");
    const std::string_view page = of.find_either("_p", "sid");
    if (client.empty() || page.empty()) return {};
    std::string content;
    of.for_each([&](const query_parameter& each) {
        if (is_content(each.name))
            content.append(each.name).append("=").append(each.value).append("\n");
    });
    return fmt::format("{}.{}.{:0>6}.{:03}.{:016x}", client, page, of.find("_s"), index,
                       hash_of(content));
}

void append_row(std::string& out, const event_parameters& of, std::size_t index,
                const client_request& request) {
    row_text row;
    row.add(column::event_id, event_id_of(of, index));
    for (const auto& [target, name] : plain_columns) row.add(target, of.find(name));
    row.add(column::event_timestamp, to_string(request.now));
    row.add(column::device_category, device_category_of(request.user_agent));
    row.add(column::currency, of.find_either("cu", "ep.currency"));
    // Where the rules for amounts and items of GA4's export find them.
    row_text more;
    const std::string_view value = of.find_either("epn.value", "ep.value");
    more.add("value", value);
    more.add("transaction_id", of.find_either("ep.transaction_id", "epn.transaction_id"));
    std::string event_params;
    more.finish(event_params);
    event_params.pop_back();
    row.add_json("event_params", event_params);
    if (value.empty()) row.add_json("items", items_of(of));
    row.finish(out);
}

std::vector<std::string_view> lines_of_body(std::string_view body) {
    std::vector<std::string_view> lines;
    while (!body.empty()) {
        const std::size_t end = std::min(body.find('\n'), body.size());
        std::string_view line = body.substr(0, end);
        body.remove_prefix(std::min(end + 1, body.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.empty()) lines.push_back(line);
    }
    return lines;
}

}  // namespace

result<collected_rows> read_ga4_web(const client_request& request) {
    std::vector<std::string_view> lines = lines_of_body(request.body);
    if (lines.size() > max_events_per_request)
        return error{errc::too_large,
                     fmt::format("the body has {} events, more than {}; send it in parts",
                                 lines.size(), max_events_per_request)};
    if (lines.empty()) lines.emplace_back();
    const auto shared = parameters_of(request.query);
    collected_rows collected;
    std::string& out = collected.rows_of(request.user_agent);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto own = parameters_of(lines[i]);
        if (!shared || !own) {
            out.append("?").append(shared ? lines[i] : request.query).append("\n");
            continue;
        }
        const event_parameters event(*own, *shared);
        if (denies_analytics(event))
            ++collected.without_consent;
        else
            append_row(out, event, i, request);
    }
    return collected;
}

}  // namespace attrib
