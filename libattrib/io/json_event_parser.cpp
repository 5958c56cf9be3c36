#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <libattrib/core/blank.hpp>
#include <libattrib/core/utf8.hpp>
#include <libattrib/io/event_header.hpp>
#include <libattrib/io/json_event_parser.hpp>

namespace attrib {
namespace {

namespace json = simdjson::ondemand;

// Where a value may come from, the surest first.
enum class origin_of_value : std::size_t {
    canonical,
    weak_alias,
    ecommerce_or_traffic,
    event_params,
};
constexpr std::size_t origins = 4;

struct nested_key {
    std::string_view object;
    std::string_view key;
    column target;
};
constexpr std::array nested_keys{
    nested_key{"collected_traffic_source", "manual_source", column::source},
    nested_key{"collected_traffic_source", "manual_medium", column::medium},
    nested_key{"collected_traffic_source", "manual_campaign_name", column::campaign},
    nested_key{"ecommerce", "transaction_id", column::transaction_id},
    nested_key{"ecommerce", "purchase_revenue", column::event_value},
    nested_key{"device", "category", column::device_category},
    nested_key{"geo", "country", column::country},
};
constexpr std::array<std::string_view, 3> click_ids{"gclid", "dclid", "srsltid"};

bool is_nested(std::string_view name) noexcept {
    for (const nested_key& each : nested_keys)
        if (each.object == name) return true;
    return false;
}

std::optional<column> parameter_target(std::string_view name) noexcept {
    if (name == "value") return column::event_value;
    return column_named(name);
}

// Whether a field was found and is what was asked for. Throws where the JSON is broken.
bool is_there(simdjson::error_code found) {
    if (found == simdjson::NO_SUCH_FIELD || found == simdjson::INCORRECT_TYPE) return false;
    if (found != simdjson::SUCCESS) throw simdjson::simdjson_error(found);
    return true;
}

// The text of a string, or a number as it is written; nothing for null and for what is neither.
inline std::optional<std::string_view> scalar_of(json::value& value, json::json_type type) {
    switch (type) {
        case json::json_type::string:
            return trimmed(value.get_string());
        case json::json_type::number: {
            const std::string_view token = trimmed(value.raw_json_token());
            // Whether it is a number at all: the token is only where one begins.
            static_cast<void>(double{value.get_double()});
            return token;
        }
        default:
            return std::nullopt;
    }
}

// The parser of values wants all columns in their order.
column_mapping all_columns() {
    column_mapping mapping;
    mapping.width = column_count;
    for (std::size_t i = 0; i < column_count; ++i)
        mapping.columns.push_back({i, static_cast<column>(i)});
    return mapping;
}

}  // namespace

bool begins_as_json(std::string_view text) noexcept {
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    return trimmed(text).starts_with('{');
}

struct json_event_parser::state {
    explicit state(const reading_options& given)
        : renames(given.renames),
          constants(given.constants),
          null_texts(given.null_texts),
          values(mapping, kept_columns::all, {.unit = given.unit, .zone = given.zone}) {}

    // A parser with room for the bytes that simdjson may read after the text.
    struct document_parser {
        json::parser parser;
        std::string padded;

        json::document read(std::string_view text) {
            padded.assign(text);
            padded.resize(text.size() + simdjson::SIMDJSON_PADDING, ' ');
            json::document document = parser.iterate(padded.data(), text.size(), padded.size());
            return document;
        }
    };

    // Amounts of `ecommerce` that stand for event_value where nothing better does, and items.
    struct order_amounts {
        std::string_view refund;
        std::string_view purchase_in_usd;
        std::string_view refund_in_usd;
        std::string_view items;  // as JSON
        bool is_there = false;   // whether the row has ecommerce with anything in it
    };

    column_renames renames;
    column_constants constants;
    std::vector<std::string> null_texts;
    column_mapping mapping = all_columns();
    event_parser values;
    document_parser rows;
    document_parser texts;  // of JSON inside a text
    document_parser lists;  // of items
    std::array<std::array<std::string_view, column_count>, origins> found;
    std::array<std::array<bool, column_count>, 2> named;  // by their own name, by a weak alias
    std::string_view click_id;
    order_amounts order;
    std::string amount;  // text of an event_value that the row does not hold as such

    [[nodiscard]] std::string_view& slot(origin_of_value where, column target) noexcept {
        return found[static_cast<std::size_t>(where)][static_cast<std::size_t>(target)];
    }

    std::optional<rule_break> read(std::string_view row);
    std::optional<rule_break> take(std::string_view key, json::value value);
    std::optional<rule_break> take_scalar(column target, origin_of_value where, json::value value);
    std::optional<rule_break> take_nested(std::string_view object, json::value value);
    std::optional<rule_break> take_parameters(json::value value);
    std::optional<rule_break> take_parameter(json::object parameter);
    std::optional<rule_break> take_reversed_parameter(json::object& parameter);
    std::optional<rule_break> take_parameter_value(column target, json::value value);
    void take_amount(std::string_view key, json::value value);
    void choose_value(std::array<std::string_view, column_count>& chosen);
    [[nodiscard]] std::optional<money_sum> sum_of_items();
};

std::optional<rule_break> json_event_parser::state::take_scalar(column target,
                                                                origin_of_value where,
                                                                json::value value) {
    const json::json_type type = value.type();
    if (type == json::json_type::null) {
        static_cast<void>(value.is_null());
        return std::nullopt;
    }
    const auto text = scalar_of(value, type);
    if (!text) return rule_break{reject_reason::wrong_type, target};
    const bool is_null = std::ranges::find(null_texts, *text) != null_texts.end();
    slot(where, target) = is_null ? std::string_view() : *text;
    return std::nullopt;
}

std::optional<rule_break> json_event_parser::state::take_nested(std::string_view object,
                                                                json::value value) {
    if (value.type() != json::json_type::object) return std::nullopt;
    for (auto field : value.get_object()) {
        const std::string_view key = field.unescaped_key();
        order.is_there |= object == "ecommerce" && field.value().type() != json::json_type::null;
        for (const nested_key& each : nested_keys)
            if (each.object == object && each.key == key) {
                if (auto broken = take_scalar(each.target, origin_of_value::ecommerce_or_traffic,
                                              field.value()))
                    return broken;
                break;
            }
        if (object == "ecommerce") take_amount(key, field.value());
        for (const std::string_view each : click_ids)
            if (object == "collected_traffic_source" && key == each &&
                field.value().type() == json::json_type::string)
                if (!trimmed(field.value().get_string()).empty()) click_id = each;
    }
    return std::nullopt;
}

// Amounts of `ecommerce` beside purchase_revenue.
void json_event_parser::state::take_amount(std::string_view key, json::value value) {
    std::string_view* const where = key == "refund_value"              ? &order.refund
                                    : key == "purchase_revenue_in_usd" ? &order.purchase_in_usd
                                    : key == "refund_value_in_usd"     ? &order.refund_in_usd
                                                                       : nullptr;
    if (where == nullptr) return;
    if (const auto text = scalar_of(value, value.type())) *where = *text;
}

// A value as it is, or {"string_value": ...} with a key for each type, of which one is not null.
std::optional<rule_break> json_event_parser::state::take_parameter_value(column target,
                                                                         json::value value) {
    if (value.type() != json::json_type::object)
        return take_scalar(target, origin_of_value::event_params, value);
    for (auto typed : value.get_object()) {
        if (auto broken = take_scalar(target, origin_of_value::event_params, typed.value()))
            return broken;
    }
    return std::nullopt;
}

// {"key": "page_location", "value": {"string_value": "https://..."}}
std::optional<rule_break> json_event_parser::state::take_parameter(json::object parameter) {
    std::optional<column> target;
    for (auto field : parameter) {
        const std::string_view name = field.unescaped_key();
        if (name == "key") {
            std::string_view key;
            if (!is_there(field.value().get_string().get(key))) return std::nullopt;
            target = parameter_target(key);
            if (!target) return std::nullopt;
        } else if (name == "value") {
            return target ? take_parameter_value(*target, field.value())
                          : take_reversed_parameter(parameter);
        }
    }
    return std::nullopt;
}

// The same with the value before the key.
std::optional<rule_break> json_event_parser::state::take_reversed_parameter(
    json::object& parameter) {
    static_cast<void>(parameter.reset().value());
    std::string_view key;
    if (!is_there(parameter.find_field_unordered("key").get_string().get(key))) return std::nullopt;
    const auto target = parameter_target(key);
    json::value value;
    if (!target || !is_there(parameter.find_field_unordered("value").get(value)))
        return std::nullopt;
    return take_parameter_value(*target, value);
}

// A list of them, a map from keys to values, or either as JSON in a text.
std::optional<rule_break> json_event_parser::state::take_parameters(json::value value) {
    switch (value.type()) {
        case json::json_type::array:
            for (auto each : value.get_array())
                if (auto broken = take_parameter(each.get_object())) return broken;
            return std::nullopt;
        case json::json_type::object:
            for (auto field : value.get_object()) {
                const auto target = parameter_target(std::string_view(field.unescaped_key()));
                if (!target) continue;
                if (auto broken = take_parameter_value(*target, field.value())) return broken;
            }
            return std::nullopt;
        case json::json_type::string: {
            const std::string_view text = trimmed(value.get_string());
            if (!text.starts_with('[') && !text.starts_with('{')) return std::nullopt;
            json::document document = texts.read(text);
            return take_parameters(document.get_value());
        }
        default:
            return std::nullopt;
    }
}

std::optional<rule_break> json_event_parser::state::take(std::string_view key, json::value value) {
    if (const auto known = target_of(key, renames)) {
        const auto where =
            known->is_weak ? origin_of_value::weak_alias : origin_of_value::canonical;
        if (std::exchange(
                named[static_cast<std::size_t>(where)][static_cast<std::size_t>(known->target)],
                true))
            return rule_break{reject_reason::named_twice, known->target};
        return take_scalar(known->target, where, value);
    }
    if (key == "event_params") return take_parameters(value);
    if (key == "items" && value.type() == json::json_type::array) {
        order.items = value.get_array().value().raw_json();
        return std::nullopt;
    }
    if (is_nested(key)) return take_nested(key, value);
    return std::nullopt;
}

std::optional<rule_break> json_event_parser::state::read(std::string_view row) {
    found = {};
    named = {};
    click_id = {};
    order = {};
    json::document document = rows.read(row);
    json::object object = document.get_object();
    for (auto field : object)
        if (auto broken = take(field.unescaped_key(), field.value())) return broken;
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
        return rule_break{reject_reason::bad_json, {}};
    return std::nullopt;
}

// Of price times quantity; nothing where no item has a price.
std::optional<money_sum> json_event_parser::state::sum_of_items() {
    constexpr money_sum::count unit = 1'000'000;
    std::optional<money_sum> sum;
    json::document items = lists.read(order.items);
    for (auto each : items.get_array()) {
        json::object item;
        if (!is_there(each.get_object().get(item))) continue;
        const auto number = [&item](std::string_view name) -> std::optional<money> {
            json::value value;
            if (!is_there(item.find_field_unordered(name).get(value))) return std::nullopt;
            const auto text = scalar_of(value, value.type());
            money read;
            if (!text || !is_amount(parse_money(*text, read))) return std::nullopt;
            return read;
        };
        const auto price = number("price");
        if (!price) continue;
        const money quantity = number("quantity").value_or(money{unit});
        const money_sum::count product = money_sum::count{price->millionths} * quantity.millionths;
        money_sum revenue;
        revenue.millionths = (product + (product < 0 ? -unit : unit) / 2) / unit;
        if (!sum) sum.emplace();
        *sum += revenue;
    }
    return sum;
}

// What a row of GA4's export is worth where it is not said by purchase_revenue or a parameter.
void json_event_parser::state::choose_value(std::array<std::string_view, column_count>& chosen) {
    std::string_view& value = chosen[static_cast<std::size_t>(column::event_value)];
    const std::string_view name = chosen[static_cast<std::size_t>(column::event_name)];
    const auto negative = [this](std::string_view text) {
        amount = text.starts_with('-') ? std::string(text) : '-' + std::string(text);
        return std::string_view(amount);
    };
    const bool is_of_parameters =
        value.data() == slot(origin_of_value::event_params, column::event_value).data();
    money read;
    if (is_of_parameters && !order.is_there && parse_money(value, read) == money_parse::malformed)
        value = {};
    if ((is_of_parameters || value.empty()) && is_amount(parse_money(order.refund, read)) &&
        read != money{})
        value = negative(order.refund);
    if (!value.empty()) return;
    std::string_view& currency = chosen[static_cast<std::size_t>(column::currency)];
    if (!order.purchase_in_usd.empty()) {
        value = order.purchase_in_usd;
        currency = "USD";
    } else if (!order.refund_in_usd.empty()) {
        value = negative(order.refund_in_usd);
        currency = "USD";
    } else if (!order.items.empty() &&
               (name == "purchase" || name == "refund" ||
                !chosen[static_cast<std::size_t>(column::transaction_id)].empty())) {
        if (const auto sum = sum_of_items()) {
            amount = to_string(*sum);
            value = name == "refund" ? negative(amount) : std::string_view(amount);
        }
    }
}

json_event_parser::json_event_parser(const reading_options& reading)
    : state_(std::make_unique<state>(reading)) {}
json_event_parser::json_event_parser(json_event_parser&&) noexcept = default;
json_event_parser& json_event_parser::operator=(json_event_parser&&) noexcept = default;
json_event_parser::~json_event_parser() = default;

std::optional<rule_break> json_event_parser::parse(std::string_view row, event& out) {
    try {
        if (auto broken = state_->read(row)) return broken;
    } catch (const simdjson::simdjson_error& wrong) {
        return rule_break{wrong.error() == simdjson::UTF8_ERROR ? reject_reason::row_not_utf8
                                                                : reject_reason::bad_json,
                          {}};
    }
    auto& found = state_->found;
    std::array<std::string_view, column_count> values = found[0];
    for (std::size_t i = 0; i < column_count; ++i)
        for (std::size_t where = 1; where < origins && values[i].empty(); ++where)
            values[i] = found[where][i];
    std::string_view& transaction = values[static_cast<std::size_t>(column::transaction_id)];
    if (transaction == "(not set)")
        transaction = state_->slot(origin_of_value::event_params, column::transaction_id);
    try {
        state_->choose_value(values);
    } catch (const simdjson::simdjson_error&) {
        return rule_break{reject_reason::bad_json, {}};
    }
    for (const auto& [target, text] : state_->constants)
        if (std::string_view& value = values[static_cast<std::size_t>(target)]; value.empty())
            value = text;
    // The row was read as UTF-8; a value is that, too, but may hold NUL, as \u0000.
    const bool is_clean = row.find("\\u") == std::string_view::npos;
    if (!state_->values.parse(values, row.size(), is_clean, out)) return state_->values.broken();
    if (out.click_id.empty()) out.click_id = state_->click_id;
    return std::nullopt;
}

}  // namespace attrib
