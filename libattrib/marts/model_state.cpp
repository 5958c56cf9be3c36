#include <libattrib/marts/model_state.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <libattrib/attribution/models_file.hpp>
#include <libattrib/core/error.hpp>
#include <libattrib/core/hash.hpp>
#include <libattrib/io/channel_rules_file.hpp>

namespace attrib {
namespace {

// Takes settings_text apart from its front.
class settings_reader {
   public:
    explicit settings_reader(std::string_view text) : rest_(text) {}

    // Everything up to the next `end`, and that.
    std::string_view take_until(char end) {
        const std::size_t length = rest_.find(end);
        if (length == std::string_view::npos) fail();
        const std::string_view taken = rest_.substr(0, length);
        rest_.remove_prefix(length + 1);
        return taken;
    }
    void expect(std::string_view text) {
        if (!skip(text)) fail();
    }
    bool skip(std::string_view text) {
        if (!rest_.starts_with(text)) return false;
        rest_.remove_prefix(text.size());
        return true;
    }
    microseconds span() {
        const std::string_view digits = take_until('\n');
        microseconds::rep count = 0;
        const char* const end = digits.data() + digits.size();
        const auto read = std::from_chars(digits.data(), end, count);
        if (read.ec != std::errc{} || read.ptr != end) fail();
        return microseconds{count};
    }
    // What quote_text wrote.
    std::string quoted() {
        expect("'");
        std::string text(take_until('\''));
        while (skip("'")) text.append("'").append(take_until('\''));
        return text;
    }

    // What quoted_list wrote, and the end of the line.
    std::vector<std::string> quoted_until_end() {
        std::vector<std::string> texts;
        while (!skip("\n")) {
            if (!texts.empty()) expect(",");
            texts.push_back(quoted());
        }
        return texts;
    }

   private:
    [[noreturn]] static void fail() {
        throw failure(errc::stale_tables,
                      "another version made the tables: run attrib-model with this one");
    }

    std::string_view rest_;
};

// Sorted, with commas between.
std::string quoted_list(const std::vector<std::string>& texts) {
    std::vector<std::string> quoted;
    quoted.reserve(texts.size());
    for (const std::string& text : texts) quoted.push_back(quote_text(text));
    std::ranges::sort(quoted);
    return fmt::format("{}", fmt::join(quoted, ","));
}

}  // namespace

std::string settings_text(const attribution_options& options, const channel_rules& rules) {
    return fmt::format(
        "lookback_us={}\nsession_timeout_us={}\njourney_window_us={}\nconversions={}\ntimezone={}\n"
        "models={}\npaid_channels={}\nchannel_rules={:016x}\nchannel_sources={:016x}\n",
        options.lookback.count(), options.session_timeout.count(), options.journey_window.count(),
        quoted_list(options.conversions), options.zone.name(), json_of(options.models),
        quoted_list(paid_channels(rules)), hash_of(rules_csv_of(rules)),
        hash_of(sources_csv_of(rules)));
}

attribution_options options_of(std::string_view settings) { return made_with_of(settings).options; }

made_with made_with_of(std::string_view settings) {
    settings_reader reader(settings);
    made_with made;
    attribution_options& options = made.options;
    reader.expect("lookback_us=");
    options.lookback = reader.span();
    reader.expect("session_timeout_us=");
    options.session_timeout = reader.span();
    reader.expect("journey_window_us=");
    options.journey_window = reader.span();
    reader.expect("conversions=");
    options.conversions = reader.quoted_until_end();
    reader.expect("timezone=");
    options.zone = time_zone::named(reader.take_until('\n')).value();
    reader.expect("models=");
    options.models = models_of_json(reader.take_until('\n')).value();
    reader.expect("paid_channels=");
    made.paid_channels = reader.quoted_until_end();
    return made;
}

std::optional<model_state> read_state(connection& on) {
    const query_result found = on.run_prepared("select engine, settings, models from model_state");
    if (found.rows() == 0) return std::nullopt;
    return model_state{std::string(found.text(0, 0)), std::string(found.text(0, 1)),
                       std::string(found.text(0, 2))};
}

model_state require_tables(connection& on, const std::string& settings) {
    const auto state = read_state(on);
    if (!state)
        throw failure(errc::stale_tables, "there are no tables yet: run attrib-model first");
    if (state->settings != settings)
        throw failure(
            errc::stale_tables,
            "the tables were made with other settings: run attrib-model with these first");
    return *state;
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
