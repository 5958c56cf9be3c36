#include <algorithm>
#include <array>
#include <libattrib/core/blank.hpp>
#include <libattrib/io/event_header.hpp>
#include <libattrib/io/json_event_parser.hpp>
#include <libattrib/io/json_row_reader.hpp>

namespace attrib {
namespace {

// The parser of values wants all columns in their order.
column_mapping all_columns() {
    column_mapping mapping;
    mapping.width = column_count;
    for (std::size_t i = 0; i < column_count; ++i)
        mapping.columns.push_back({i, static_cast<column>(i)});
    return mapping;
}

// What an event of Segment's or RudderStack's is called whatever its own name is; empty where
// it is to have one. Nothing where there is no such type.
std::optional<std::string_view> name_of_type(std::string_view type) noexcept {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> names{
        {{"page", "page_view"},
         {"screen", "screen_view"},
         {"track", ""},
         {"identify", "identify"},
         {"group", "group"},
         {"alias", "alias"}}};
    for (const auto& [known, name] : names)
        if (known == type) return name;
    return std::nullopt;
}

// As GA4 calls what PostHog's libraries send by themselves.
std::string_view name_of_posthog(std::string_view name) noexcept {
    if (name == "$pageview") return "page_view";
    if (name == "$screen") return "screen_view";
    if (name == "$identify") return "identify";
    return name;
}

constexpr bool is_digits(std::string_view text) noexcept {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool begins_as_json(std::string_view text) noexcept {
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    text = trimmed(text);
    if (!text.starts_with('[')) return text.starts_with('{');
    // A column may be called `[user]`.
    text = trimmed(text.substr(1));
    return text.empty() || text.front() == '{' || text.front() == ']';
}

struct json_event_parser::state {
    explicit state(const reading_options& given)
        : keys(given.renames, given.null_texts),
          constants(given.constants),
          values(mapping, kept_columns::all,
                 {.unit = given.unit, .zone = given.zone, .own_hosts = given.own_hosts}) {}

    json_keys keys;
    json_row_reader reader{keys};
    column_mapping mapping = all_columns();
    column_constants constants;
    event_parser values;
    std::string amount;          // of an event_value that the row does not hold as such
    std::string batch_id;        // an event_id made of the three
    std::size_t next_event = 0;  // of a body
    std::size_t row_bytes = 0;
    bool is_clean = false;  // whether the row's texts are known to hold no NUL

    std::optional<rule_break> finish(event& out);
    rule_break broken_of(const json_values& chosen);
    std::optional<rule_break> add_shape(json_values& chosen);
    void make_event_id(std::string_view& id);
    void choose_value(json_values& chosen, bool is_of_shape);
};

// What the keys of a shape say, where nothing better does.
std::optional<rule_break> json_event_parser::state::add_shape(json_values& chosen) {
    json_row& row = reader.row();
    const bool is_body = next_event != 0;
    const auto name_of_kind =
        (row.marks & marks_segment) != 0 ? name_of_type(row.type) : std::nullopt;
    const bool is_segment = name_of_kind.has_value();
    const bool is_posthog =
        !is_segment && (row.marks & marks_posthog) != 0 && (row.marks & marks_event) != 0;
    if (!is_body && !is_segment && !is_posthog) return std::nullopt;
    std::string_view& name = row.of_shape[0][static_cast<std::size_t>(column::event_name)];
    if (is_posthog) name = name_of_posthog(name);
    if (is_segment && !name_of_kind->empty()) name = *name_of_kind;
    // Who is logged in is somebody else where the browser has an identity of its own.
    constexpr auto user = static_cast<std::size_t>(column::user_pseudo_id);
    if (!is_segment) row.of_shape[3][user] = row.of_shape[4][user] = {};
    // RudderStack's is where an event was sent from: web, mobile, server.
    constexpr auto channel = static_cast<std::size_t>(column::channel);
    if (is_segment && !row.is_renamed[channel]) chosen[channel] = {};
    for (std::size_t i = 0; i < column_count; ++i) {
        for (std::size_t rank = 0; rank < json_ranks && chosen[i].empty(); ++rank)
            chosen[i] = row.of_shape[rank][i];
        if (chosen[i].data() == json_wrong_type.data())
            return rule_break{reject_reason::wrong_type, static_cast<column>(i)};
    }
    return std::nullopt;
}

// Of the three by which GA4 orders events of one time, so that it sorts as they do.
void json_event_parser::state::make_event_id(std::string_view& id) {
    const auto& batch = reader.row().batch;
    if (!id.empty() || !std::ranges::all_of(batch, is_digits)) return;
    constexpr std::array<std::size_t, 3> widths{19, 10, 10};
    batch_id.clear();
    for (std::size_t i = 0; i < batch.size(); ++i) {
        if (i != 0) batch_id += '-';
        batch_id.append(widths[i] - std::min(batch[i].size(), widths[i]), '0');
        batch_id += batch[i];
    }
    id = batch_id;
}

// What a row of GA4's export is worth where it is not said by purchase_revenue or a parameter.
void json_event_parser::state::choose_value(json_values& chosen, bool is_of_shape) {
    json_row& row = reader.row();
    std::string_view& value = chosen[static_cast<std::size_t>(column::event_value)];
    const std::string_view name = chosen[static_cast<std::size_t>(column::event_name)];
    const auto negative = [this](std::string_view text) {
        amount = text.starts_with('-') ? std::string(text) : '-' + std::string(text);
        return std::string_view(amount);
    };
    const bool is_of_parameters =
        value.data() == row.value(json_origin::parameters, column::event_value).data();
    money read;
    if (((is_of_parameters && !row.has_ecommerce) || is_of_shape) &&
        parse_money(value, read) == money_parse::malformed)
        value = {};
    if ((is_of_parameters || value.empty()) && is_amount(parse_money(row.refund, read)) &&
        read != money{})
        value = negative(row.refund);
    if (!value.empty()) return;
    std::string_view& currency = chosen[static_cast<std::size_t>(column::currency)];
    if (!row.purchase_in_usd.empty()) {
        value = row.purchase_in_usd;
        currency = "USD";
    } else if (!row.refund_in_usd.empty()) {
        value = negative(row.refund_in_usd);
        currency = "USD";
    } else if (!row.items.empty() &&
               (name == "purchase" || name == "refund" ||
                !chosen[static_cast<std::size_t>(column::transaction_id)].empty())) {
        if (const auto sum = reader.sum_of_items()) {
            amount = to_string(*sum);
            value = name == "refund" ? negative(amount) : std::string_view(amount);
        }
    }
}

// The rule that the values break, and whether the row has no such key at all.
rule_break json_event_parser::state::broken_of(const json_values& chosen) {
    rule_break broken = values.broken();
    if (broken.reason != reject_reason::missing_value) return broken;
    const auto place = static_cast<std::size_t>(*broken.where);
    const auto& named = reader.row().named;
    broken.is_unnamed = !named[0][place] && !named[1][place] && chosen[place].empty();
    return broken;
}

// The event that was read.
std::optional<rule_break> json_event_parser::state::finish(event& out) {
    json_row& row = reader.row();
    json_values chosen = row.values[0];
    for (std::size_t i = 0; i < column_count; ++i) {
        const std::string_view by_path = row.values[static_cast<std::size_t>(json_origin::path)][i];
        if (!by_path.empty() && !chosen[i].empty() && !row.is_renamed[i])
            return rule_break{reject_reason::named_twice, static_cast<column>(i)};
        for (std::size_t where = 1; where < json_origins && chosen[i].empty(); ++where)
            chosen[i] = row.values[where][i];
    }
    std::string_view& transaction = chosen[static_cast<std::size_t>(column::transaction_id)];
    if (transaction == "(not set)")
        transaction = row.value(json_origin::parameters, column::transaction_id);
    if (auto broken = add_shape(chosen)) return broken;
    make_event_id(chosen[static_cast<std::size_t>(column::event_id)]);
    constexpr auto value = static_cast<std::size_t>(column::event_value);
    const std::string_view free = row.of_shape[json_value_rank][value];
    choose_value(chosen, !free.empty() && chosen[value].data() == free.data());
    for (const auto& [target, text] : constants)
        if (std::string_view& given = chosen[static_cast<std::size_t>(target)]; given.empty())
            given = text;
    if (!values.parse(chosen, row_bytes, is_clean, out)) return broken_of(chosen);
    take_click(row.click_id, out);
    return std::nullopt;
}

json_event_parser::json_event_parser(const reading_options& reading)
    : state_(std::make_unique<state>(reading)) {}
json_event_parser::json_event_parser(json_event_parser&&) noexcept = default;
json_event_parser& json_event_parser::operator=(json_event_parser&&) noexcept = default;
json_event_parser::~json_event_parser() = default;

std::optional<rule_break> json_event_parser::parse(std::string_view row, event& out) {
    state_->next_event = 0;
    state_->row_bytes = row.size();
    if (auto broken = state_->reader.read(row)) return broken;
    // The row was read as UTF-8; a value is that, too, but may hold NUL, as \u0000.
    state_->is_clean = row.find("\\u") == std::string_view::npos;
    return has_more() ? parse_next(out) : state_->finish(out);
}

bool json_event_parser::has_more() const noexcept {
    return state_->next_event < state_->reader.events().size();
}

std::optional<rule_break> json_event_parser::parse_next(event& out) {
    const std::size_t place = state_->next_event++;
    if (auto broken = state_->reader.read_event(place)) return broken;
    return state_->finish(out);
}

std::string_view json_event_parser::text() const noexcept {
    return state_->reader.events()[state_->next_event - 1];
}

bool json_event_parser::is_of_body() const noexcept { return state_->next_event != 0; }

const std::vector<bool>& json_event_parser::used_renames() const noexcept {
    return state_->reader.used_renames();
}

}  // namespace attrib
