#include <libattrib/event/channel_rules.hpp>

#include <re2/re2.h>

#include <optional>

namespace attrib {
namespace {

constexpr std::string_view unassigned = "Unassigned";

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

// A condition on one value; without a pattern it always holds.
class condition {
   public:
    explicit condition(const std::string& pattern) {
        if (pattern.empty()) return;
        RE2::Options options;
        options.set_dot_nl(true);  // as in Postgres
        options.set_log_errors(false);
        pattern_ = std::make_unique<RE2>(pattern, options);
    }

    [[nodiscard]] std::string problem() const {
        return pattern_ && !pattern_->ok() ? pattern_->error() : std::string{};
    }

    [[nodiscard]] bool holds(const std::string& value) const {
        return !pattern_ || RE2::PartialMatch(value, *pattern_);
    }

   private:
    std::unique_ptr<RE2> pattern_;
};

struct compiled_rule {
    explicit compiled_rule(const channel_rule& rule)
        : channel(rule.channel),
          category(rule.source_category),
          source(rule.source_pattern),
          medium(rule.medium_pattern),
          campaign(rule.campaign_pattern) {}

    std::string channel;
    std::string category;
    condition source;
    condition medium;
    condition campaign;
};

}  // namespace

struct channel_classifier::compiled {
    std::vector<compiled_rule> rules;
    std::unordered_map<std::string, std::string> categories;

    [[nodiscard]] const std::string& category_of(const std::string& source) const {
        static const std::string none;
        const auto found = categories.find(source);
        return found == categories.end() ? none : found->second;
    }
};

channel_classifier::channel_classifier(std::unique_ptr<compiled> rules)
    : compiled_(std::move(rules)) {}
channel_classifier::channel_classifier(channel_classifier&&) noexcept = default;
channel_classifier& channel_classifier::operator=(channel_classifier&&) noexcept = default;
channel_classifier::~channel_classifier() = default;

result<channel_classifier> channel_classifier::compile(const channel_rules& rules) {
    auto compiled_rules = std::make_unique<compiled>();
    compiled_rules->categories = rules.source_categories;
    for (const channel_rule& rule : rules.rules) {
        const compiled_rule& added = compiled_rules->rules.emplace_back(rule);
        for (const condition* part : {&added.source, &added.medium, &added.campaign})
            if (const std::string problem = part->problem(); !problem.empty())
                return error{errc::bad_rules,
                             "channel rule " + std::to_string(compiled_rules->rules.size()) + " (" +
                                 rule.channel + "): pattern does not compile: " + problem};
    }
    return channel_classifier(std::move(compiled_rules));
}

std::string_view channel_classifier::classify(std::string_view source, std::string_view medium,
                                              std::string_view campaign) const {
    const std::string lower_source = lower(source);
    const std::string lower_medium = lower(medium);
    const std::string lower_campaign = lower(campaign);
    const std::string& category = compiled_->category_of(lower_source);
    for (const compiled_rule& rule : compiled_->rules)
        if ((rule.category.empty() || rule.category == category) &&
            rule.source.holds(lower_source) && rule.medium.holds(lower_medium) &&
            rule.campaign.holds(lower_campaign))
            return rule.channel;
    return unassigned;
}

}  // namespace attrib
