#include <algorithm>
#include <apps/attribute/path_flags.hpp>
#include <apps/console/help.hpp>
#include <apps/console/numbers.hpp>
#include <array>
#include <boost/program_options/value_semantic.hpp>
#include <libattrib/attribution/markov_credit.hpp>
#include <libattrib/attribution/markov_order.hpp>
#include <libattrib/attribution/model_registry.hpp>
#include <libattrib/attribution/models_file.hpp>
#include <libattrib/core/error.hpp>

namespace attrib {
namespace {

namespace po = boost::program_options;

constexpr std::array<std::string_view, 3> own_options{"path-columns", "path-separator", "order"};

// What else says something of paths.
constexpr std::array<std::string_view, 9> shared_options{
    "paths", "delimiter", "null", "models", "model", "threads", "output", "rejects", "json"};

}  // namespace

void path_flags::add_to(po::options_description& options) {
    auto add = options.add_options();
    add("paths", po::value(&files_)->composing()->value_name("FILE"),
        "a CSV of paths, such as ChannelAttribution reads, instead of events; may be given again, "
        "and every FILE is one then; see docs/paths.md");
    add("path-columns", po::value(&columns_)->value_name("LIST"),
        "the columns, where they have unusual names: path=NAME,conversions=NAME,value=NAME,"
        "journeys=NAME,null=NAME, any of them");
    add("path-separator",
        po::value(&separator_)->value_name("TEXT")->default_value(separator_, "' > '"),
        "what stands between the channels of a path");
    add("order", console::whole_number(order_, "order", 1, highest_order),
        "how many channels back the Markov chain remembers");
}

void path_flags::check_given(const std::vector<std::string>& given) const {
    for (const std::string& name : given) {
        const bool is_own = std::ranges::find(own_options, name) != own_options.end();
        if (is_own && !are_asked())
            throw failure(errc::invalid_option, "--" + name +
                                                    " says something of paths only: "
                                                    "give files of them with --paths");
        if (are_asked() && !is_own &&
            std::ranges::find(shared_options, name) == shared_options.end())
            throw failure(errc::invalid_option,
                          "--" + name + " says nothing of paths: leave it out, or --paths");
    }
}

path_file_options path_flags::file_options(const reading_options& reading) const {
    if (separator_.empty())
        throw failure(errc::invalid_option, "--path-separator must not be empty");
    return {.columns = path_column_names_of(columns_).value(),
            .separator = separator_,
            .delimiter = reading.delimiter,
            .null_texts = reading.null_texts};
}

path_question path_flags::question(const console::attribution_flags& flags) const {
    model_list known = path_models();
    for (model_instance& each : flags.own_models().value())
        if (each.rule->sees_channels_only) known.push_back(std::move(each));
    model_instance channels;  // to be chosen as the others are
    channels.name = markov_channel_name;
    known.push_back(channels);
    path_question asked{.models = choose_models(known, flags.chosen_models()).value(),
                        .wants_markov_channel = false,
                        .order = static_cast<unsigned>(order_)};
    asked.wants_markov_channel = std::erase_if(asked.models, [](const model_instance& each) {
                                     return each.name == markov_channel_name;
                                 }) != 0;
    return asked;
}

}  // namespace attrib
