#include <apps/console/attribution_flags.hpp>
#include <apps/console/numbers.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <libattrib/attribution/models_file.hpp>
#include <thread>

namespace attrib::console {
namespace {

namespace po = boost::program_options;

constexpr std::int64_t max_lookback_days = 3650;
constexpr std::int64_t max_timeout_minutes = max_lookback_days * 24 * 60;
constexpr std::int64_t max_threads = 1024;

}  // namespace

attribution_flags::attribution_flags()
    : threads_(std::max<std::int64_t>(1, std::thread::hardware_concurrency())) {}

void attribution_flags::add_to(po::options_description& options) {
    auto add = options.add_options();
    add("models", po::value(&models_file_)->value_name("FILE"),
        "JSON file of models of your own, besides those that are always there; see docs/models.md");
    add("model", po::value(&models_)->composing()->value_name("NAME"),
        "a model to attribute with; may be given again; all when not given");
    add("lookback-days", whole_number(lookback_days_, "lookback-days", 0, max_lookback_days),
        "how long before a conversion a session may begin to be credited");
    add("journey-days", whole_number(journey_days_, "journey-days", 1, max_lookback_days),
        "how long before a conversion int_touchpoints begins");
    add("session-timeout-minutes",
        whole_number(session_timeout_minutes_, "session-timeout-minutes", 0, max_timeout_minutes),
        "a session ends after a longer pause than this");
    add("conversion",
        po::value(&conversions_)->default_value(conversions_, "purchase")->value_name("NAME"),
        "name of an event that converts; may be given again");
    add("timezone", po::value(&timezone_)->default_value(timezone_)->value_name("ZONE"),
        "whose days the conversion dates are, e.g. Europe/Berlin");
    add("threads", whole_number(threads_, "threads", 1, max_threads, "all cores"),
        "threads to work with");
}

result<attribution_options> attribution_flags::attribution() const {
    for (const std::string& name : conversions_)
        if (name.empty()) return error{errc::invalid_option, "--conversion must not be empty"};
    const result<time_zone> zone = time_zone::named(timezone_);
    if (!zone) return zone.error();
    attribution_options options;
    options.lookback = std::chrono::days{lookback_days_};
    options.journey_window = std::chrono::days{journey_days_};
    const auto own = own_models();
    if (!own) return own.error();
    options.models.insert(options.models.end(), own->begin(), own->end());
    auto chosen = choose_models(options.models, models_);
    if (!chosen) return chosen.error();
    options.models = *std::move(chosen);
    options.session_timeout = std::chrono::minutes{session_timeout_minutes_};
    options.conversions = conversions_;
    options.zone = *zone;
    return options;
}

result<model_list> attribution_flags::own_models() const {
    if (models_file_.empty()) return model_list{};
    return read_models_file(models_file_);
}

std::vector<std::string> attribution_flags::files() const {
    if (models_file_.empty()) return {};
    return {models_file_};
}

unsigned attribution_flags::threads() const noexcept { return static_cast<unsigned>(threads_); }

}  // namespace attrib::console
