#include <libattrib/postgres/model_state.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <libattrib/core/hash.hpp>
#include <libattrib/io/channel_rules_file.hpp>

namespace attrib {

std::string settings_text(const attribution_options& options, const channel_rules& rules) {
    std::vector<std::string> names;
    for (const std::string& name : options.conversions) names.push_back(quote_text(name));
    std::ranges::sort(names);
    return fmt::format(
        "lookback_us={}\nsession_timeout_us={}\nconversions={}\ntimezone={}\nchannel_rules={:016x}"
        "\n"
        "channel_sources={:016x}\n",
        options.lookback.count(), options.session_timeout.count(), fmt::join(names, ","),
        options.zone.name(), hash_of(rules_csv_of(rules)), hash_of(sources_csv_of(rules)));
}

std::optional<model_state> read_state(connection& on) {
    const query_result found = on.run("select engine, settings, models from model_state");
    if (found.rows() == 0) return std::nullopt;
    return model_state{std::string(found.text(0, 0)), std::string(found.text(0, 1)),
                       std::string(found.text(0, 2))};
}

void write_state(connection& on, const model_state& state) {
    on.run("delete from model_state");
    on.run("insert into model_state (engine, settings, models) values ($1, $2, $3)",
           {state.engine, state.settings, state.models});
}

std::int64_t waiting_batches(connection& on) {
    return on.run("select count(*) from ingest_batches where not in_marts").integer(0, 0);
}

}  // namespace attrib
