#include <libattrib/io/detail/json_row_state.hpp>

namespace attrib {

using namespace json_reading;
namespace {

constexpr std::array<std::string_view, 3> click_ids{"gclid", "dclid", "srsltid"};

std::optional<column> parameter_target(std::string_view name) noexcept {
    // The shortest name has five letters.
    if (name.size() < 5) return std::nullopt;
    if (name == "value") return column::event_value;
    return column_named(name);
}

}  // namespace

void json_row_reader::state::take_click_id(std::string_view name, json::value value) {
    for (const std::string_view each : click_ids)
        if (name == each && type_of(value) == json::json_type::string)
            if (!trimmed(value.get_string()).empty()) said.click_id = each;
}

// Amounts of `ecommerce` beside purchase_revenue.
broken_rule json_row_reader::state::take_ecommerce(json::value value) {
    for (auto field : value.get_object()) {
        const std::string_view name = field.unescaped_key();
        json::value inner = field.value();
        said.has_ecommerce |= type_of(inner) != json::json_type::null;
        std::string_view* const amount = name == "refund_value"              ? &said.refund
                                         : name == "purchase_revenue_in_usd" ? &said.purchase_in_usd
                                         : name == "refund_value_in_usd"     ? &said.refund_in_usd
                                                                             : nullptr;
        if (amount != nullptr) {
            *amount = scalar_of(inner).text;
        } else if (const json_key* key = json_keys::find_in(json_object::ecommerce, name)) {
            if (auto broken = take_scalar(key->target, json_origin::nested, inner)) return broken;
        }
    }
    return std::nullopt;
}

broken_rule json_row_reader::state::take_object(json_object object, json::value value) {
    if (type_of(value) == json::json_type::string) {
        const std::string_view text = trimmed(value.get_string());
        if (object != json_object::properties || !is_json(text)) return std::nullopt;
        json::document document = read_inner(text);
        return take_object(object, document.get_value());
    }
    if (type_of(value) != json::json_type::object) return std::nullopt;
    if (object == json_object::ecommerce) return take_ecommerce(value);
    for (auto field : value.get_object()) {
        const std::string_view name = field.unescaped_key();
        const json_key* const key = json_keys::find_in(object, name);
        if (key == nullptr) {
            if (object == json_object::traffic) take_click_id(name, field.value());
            continue;
        }
        if (key->role == json_role::column) {
            if (auto broken = take_scalar(key->target, json_origin::nested, field.value()))
                return broken;
            // Nothing else of these is read.
            if (object == json_object::device || object == json_object::geo) return std::nullopt;
        } else if (auto broken = take_role(*key, field.value())) {
            return broken;
        }
    }
    return std::nullopt;
}

// A value as it is, or {"string_value": ...} with a key for each type, of which one is not null.
broken_rule json_row_reader::state::take_parameter_value(column target, json_origin where,
                                                         json::value value) {
    if (type_of(value) != json::json_type::object) return take_scalar(target, where, value);
    for (auto typed : value.get_object())
        if (auto broken = take_scalar(target, where, typed.value())) return broken;
    return std::nullopt;
}

// {"key": "page_location", "value": {"string_value": "https://..."}}
broken_rule json_row_reader::state::take_parameter(json::object parameter) {
    std::optional<column> target;
    for (auto field : parameter) {
        const std::string_view name = field.unescaped_key();
        if (name == "key") {
            std::string_view key;
            if (!is_there(field.value().get_string().get(key))) return std::nullopt;
            target = parameter_target(key);
            if (!target) return std::nullopt;
        } else if (name == "value") {
            return target ? take_parameter_value(*target, json_origin::parameters, field.value())
                          : take_reversed_parameter(parameter);
        }
    }
    return std::nullopt;
}

// The same with the value before the key.
broken_rule json_row_reader::state::take_reversed_parameter(json::object& parameter) {
    static_cast<void>(parameter.reset().value());
    std::string_view key;
    if (!is_there(parameter.find_field_unordered("key").get_string().get(key))) return std::nullopt;
    const auto target = parameter_target(key);
    json::value value;
    if (!target || !is_there(parameter.find_field_unordered("value").get(value)))
        return std::nullopt;
    return take_parameter_value(*target, json_origin::parameters, value);
}

// A list of them, a map from keys to values, or either as JSON in a text.
broken_rule json_row_reader::state::take_parameters(json::value value) {
    switch (type_of(value).value_or(json::json_type::null)) {
        case json::json_type::array:
            for (auto each : value.get_array())
                if (auto broken = take_parameter(each.get_object())) return broken;
            return std::nullopt;
        case json::json_type::object:
            for (auto field : value.get_object()) {
                const std::string_view name = field.unescaped_key();
                json::value inner = field.value();
                if (const auto target = parameter_target(name)) {
                    if (auto broken = take_parameter_value(*target, json_origin::parameters, inner))
                        return broken;
                } else if (name == "items" && type_of(inner) == json::json_type::array) {
                    said.items = inner.get_array().value().raw_json();
                }
            }
            return std::nullopt;
        case json::json_type::string: {
            const std::string_view text = trimmed(value.get_string());
            if (!is_json(text)) return std::nullopt;
            json::document document = read_inner(text);
            return take_parameters(document.get_value());
        }
        default:
            return std::nullopt;
    }
}

// What renames of nested keys say of the value of a key.
broken_rule json_row_reader::state::take_paths(std::string_view name,
                                               std::span<const json_path> paths,
                                               json::value value) {
    std::vector<json_path> inner;
    for (const auto& [rename, rest] : paths) {
        if (rest.size() <= name.size() || rest[name.size()] != '.') continue;
        if (is_same_name(rest.substr(0, name.size()), name))
            inner.push_back({rename, rest.substr(name.size() + 1)});
    }
    if (inner.empty()) return std::nullopt;
    return take_inner_paths(inner, value);
}

broken_rule json_row_reader::state::take_path_key(std::span<const json_path> paths,
                                                  std::string_view name, json::value value) {
    for (const auto& [rename, rest] : paths) {
        if (!is_same_name(rest, name)) continue;
        used[rename] = true;
        const auto target = column_named(keys.renames()[rename].second);
        if (!target) return std::nullopt;
        auto& named = said.named[static_cast<std::size_t>(json_origin::path)];
        if (std::exchange(named[static_cast<std::size_t>(*target)], true))
            return rule_break{reject_reason::named_twice, *target};
        return take_parameter_value(*target, json_origin::path, value);
    }
    return take_paths(name, paths, value);
}

broken_rule json_row_reader::state::take_inner_paths(std::span<const json_path> paths,
                                                     json::value value) {
    const auto take_key = [&](std::string_view name, json::value inner) {
        return take_path_key(paths, name, inner);
    };
    switch (type_of(value).value_or(json::json_type::null)) {
        case json::json_type::object:
            for (auto field : value.get_object())
                if (auto broken = take_key(field.unescaped_key(), field.value())) return broken;
            return std::nullopt;
        case json::json_type::array:
            // Of keys and values, as GA4's event_params.
            for (auto each : value.get_array()) {
                json::object pair;
                if (!is_there(each.get_object().get(pair))) continue;
                std::string_view name;
                if (!is_there(pair.find_field_unordered("key").get_string().get(name))) continue;
                json::value inner;
                if (!is_there(pair.find_field_unordered("value").get(inner))) continue;
                if (auto broken = take_key(name, inner)) return broken;
            }
            return std::nullopt;
        case json::json_type::string: {
            const std::string_view text = trimmed(value.get_string());
            if (!is_json(text)) return std::nullopt;
            json::document document = read_inner(text);
            return take_inner_paths(paths, document.get_value());
        }
        default:
            return std::nullopt;
    }
}

}  // namespace attrib
