#include <libattrib/io/detail/json_row_state.hpp>

namespace attrib {

using namespace json_reading;
namespace {

// Texts that a row may hold as JSON; a row that has more holds them for no good.
constexpr std::size_t max_texts = 64;

}  // namespace

broken_rule json_row_reader::state::take_scalar(column target, json_origin where,
                                                json::value value) {
    const scalar found = scalar_of(value);
    const bool is_number = target == column::event_value || target == column::event_timestamp;
    if (!found.is_scalar || (found.is_infinite && !is_number))
        return rule_break{reject_reason::wrong_type, target};
    if (!found.text.empty() && !keys.is_null(found.text)) said.value(where, target) = found.text;
    return std::nullopt;
}

// Whether the row has that shape is known at its end only.
void json_row_reader::state::take_of_shape(const json_key& key, json::value value) {
    const scalar found = scalar_of(value);
    std::string_view& slot = said.of_shape[key.rank][static_cast<std::size_t>(key.target)];
    if (!found.is_scalar || found.is_infinite) slot = json_wrong_type;
    // RudderStack's and PostHog's browser libraries write so of a visit without a referrer.
    if (found.text.empty() || keys.is_null(found.text) ||
        (key.target == column::page_referrer && found.text == "$direct"))
        return;
    slot = found.text;
}

json::document json_row_reader::state::read_inner(std::string_view text) {
    if (texts_in_use == max_texts) throw simdjson::simdjson_error(simdjson::CAPACITY);
    if (texts_in_use == texts.size()) texts.emplace_back();
    return texts[texts_in_use++].read(text);
}

broken_rule json_row_reader::state::take_own(const json_key& key, json::value value) {
    const auto where =
        key.role == json_role::weak_alias ? json_origin::weak_alias : json_origin::own;
    const auto place = static_cast<std::size_t>(key.target);
    if (std::exchange(said.named[static_cast<std::size_t>(where)][place], true))
        return rule_break{reject_reason::named_twice, key.target};
    if (key.rename >= 0) said.is_renamed[place] = true;
    return take_scalar(key.target, where, value);
}

broken_rule json_row_reader::state::take_role(const json_key& key, json::value value) {
    switch (key.role) {
        case json_role::none:
            return std::nullopt;
        case json_role::column:
        case json_role::weak_alias:
            return take_own(key, value);
        case json_role::shape:
            take_of_shape(key, value);
            return std::nullopt;
        case json_role::object:
            return take_object(key.object, value);
        case json_role::parameters:
            return take_parameters(value);
        case json_role::items:
            if (type_of(value) == json::json_type::array)
                said.items = value.get_array().value().raw_json();
            return std::nullopt;
        case json_role::batch:
            said.batch[key.rank] = scalar_of(value).text;
            return std::nullopt;
        case json_role::type:
            said.type = scalar_of(value).text;
            return std::nullopt;
        case json_role::events:
            if (type_of(value) == json::json_type::array)
                for (auto each : value.get_array()) events.push_back(raw_json_of(each.value()));
            return std::nullopt;
    }
    return std::nullopt;
}

broken_rule json_row_reader::state::take(const json_key& key, std::string_view name,
                                         json::value value) {
    said.marks = static_cast<std::uint8_t>(said.marks | key.marks);
    if (key.rename >= 0) used[static_cast<std::size_t>(key.rename)] = true;
    if (!key.is_on_path) return take_role(key, value);
    return take_on_path(key, name, value);
}

// Reads a value twice, once for the renames of keys in it.
broken_rule json_row_reader::state::take_on_path(const json_key& key, std::string_view name,
                                                 json::value value) {
    std::string_view text;
    switch (type_of(value).value_or(json::json_type::null)) {
        case json::json_type::object:
        case json::json_type::array:
            text = raw_json_of(value);
            break;
        case json::json_type::string: {
            const std::string_view token = value.raw_json_token();
            if (!is_json(trimmed(token.substr(1)))) return take_role(key, value);
            text = trimmed(value.get_string());
            break;
        }
        default:
            return take_role(key, value);
    }
    json::document document = read_inner(text);
    if (auto broken = take_paths(name, keys.paths(), document.get_value())) return broken;
    json::document again = read_inner(text);
    return take_role(key, again.get_value());
}

broken_rule json_row_reader::state::read(std::string_view text) {
    said = {};
    texts_in_use = 0;
    events.clear();
    json::document document = rows.read(text);
    json::object object = document.get_object();
    for (auto field : object) {
        const std::string_view name = field.unescaped_key();
        if (const json_key* const key = keys.find(name))
            if (auto broken = take(*key, name, field.value())) return broken;
    }
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
        return rule_break{reject_reason::bad_json, {}};
    if (!said.value(json_origin::own, column::event_name).empty()) events.clear();
    if (!events.empty()) said_by_body = said;
    return std::nullopt;
}

broken_rule json_row_reader::state::read_event(std::string_view text) {
    constexpr json_key name_key{.role = json_role::shape, .target = column::event_name, .rank = 0};
    constexpr json_key parameters_key{.role = json_role::parameters};
    said = said_by_body;
    said.named = {};
    texts_in_use = 0;
    // The body's time counts where the event has none.
    auto& times = said.of_shape;
    constexpr auto time = static_cast<std::size_t>(column::event_timestamp);
    times[1][time] = std::exchange(times[0][time], {});
    json::document document = bodies.read(text);
    for (auto field : document.get_object()) {
        const std::string_view name = field.unescaped_key();
        const json_key* const known = keys.find(name);
        json_key key = known != nullptr ? *known : json_key{};
        if (key.rename < 0) {
            if (name == "name") key = name_key;
            const bool is_on_path = key.is_on_path;
            if (name == "params") key = parameters_key;
            key.is_on_path = is_on_path;
        }
        if (key.role == json_role::events) continue;
        if (auto broken = take(key, name, field.value())) return broken;
    }
    return std::nullopt;
}

json_row_reader::json_row_reader(const json_keys& keys) : state_(std::make_unique<state>(keys)) {}
json_row_reader::json_row_reader(json_row_reader&&) noexcept = default;
json_row_reader& json_row_reader::operator=(json_row_reader&&) noexcept = default;
json_row_reader::~json_row_reader() = default;

namespace {

broken_rule break_of(const simdjson::simdjson_error& wrong) {
    return rule_break{wrong.error() == simdjson::UTF8_ERROR ? reject_reason::row_not_utf8
                                                            : reject_reason::bad_json,
                      {}};
}

}  // namespace

broken_rule json_row_reader::read(std::string_view text) {
    try {
        auto broken = state_->read(text);
        if (broken) state_->events.clear();
        return broken;
    } catch (const simdjson::simdjson_error& wrong) {
        state_->events.clear();
        return break_of(wrong);
    }
}

broken_rule json_row_reader::read_event(std::size_t place) {
    try {
        return state_->read_event(state_->events[place]);
    } catch (const simdjson::simdjson_error& wrong) {
        return break_of(wrong);
    }
}

json_row& json_row_reader::row() noexcept { return state_->said; }

const std::vector<std::string_view>& json_row_reader::events() const noexcept {
    return state_->events;
}

const std::vector<bool>& json_row_reader::used_renames() const noexcept { return state_->used; }

// Throws nothing: items that are no JSON have no sum.
std::optional<money_sum> json_row_reader::sum_of_items() {
    constexpr money_sum::count unit = 1'000'000;
    std::optional<money_sum> sum;
    try {
        json::document items = state_->lists.read(state_->said.items);
        for (auto each : items.get_array()) {
            json::object item;
            if (!is_there(each.get_object().get(item))) continue;
            const auto number = [&item](std::string_view name) -> std::optional<money> {
                json::value value;
                if (!is_there(item.find_field_unordered(name).get(value))) return std::nullopt;
                money read;
                if (!is_amount(parse_money(scalar_of(value).text, read))) return std::nullopt;
                return read;
            };
            const auto price = number("price");
            if (!price) continue;
            const money quantity = number("quantity").value_or(money{unit});
            const money_sum::count product =
                money_sum::count{price->millionths} * quantity.millionths;
            money_sum revenue;
            revenue.millionths = (product + (product < 0 ? -unit : unit) / 2) / unit;
            if (!sum) sum.emplace();
            *sum += revenue;
        }
    } catch (const simdjson::simdjson_error&) {
        return std::nullopt;
    }
    return sum;
}

}  // namespace attrib
