#include <libattrib/event/channel_rules.hpp>

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <functional>
#include <libattrib/core/utf8.hpp>
#include <libattrib/event/campaign.hpp>
#include <set>

namespace attrib {
namespace {

constexpr std::string_view unassigned = "Unassigned";
constexpr std::string_view payment = "payment";    // a category
constexpr std::string_view referral = "referral";  // the medium of a source that is a host

constexpr bool is_letter_or_digit(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Where the bracket expression that begins at `at` ends, or nothing when it is none that all
// regular expressions read alike.
std::size_t end_of_bracket(std::string_view pattern, std::size_t at) noexcept {
    std::size_t end = at + 1;
    if (end < pattern.size() && pattern[end] == '^') ++end;
    if (end < pattern.size() && pattern[end] == ']') ++end;
    end = std::min(pattern.find(']', end), pattern.size());
    const std::string_view inside = pattern.substr(at + 1, end - at - 1);
    return inside.find_first_of("\\[") == std::string_view::npos ? end : std::string_view::npos;
}

// What Postgres and RE2 may read in two ways; empty when there is nothing.
std::string dialect_problem(std::string_view pattern) {
    bool follows_nothing = true;  // at the start, or after ( | ^ $
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if (std::string_view("*+?").find(c) != std::string_view::npos && follows_nothing)
            return std::string("'") + c + "' repeats nothing";
        if (c == '{') return "'{' is not allowed; write the repetition out";
        if (c == '\\' && (i + 1 == pattern.size() || is_letter_or_digit(pattern[i + 1])))
            return "a backslash is allowed before punctuation only";
        if (c == '\\') ++i;
        if (c == '[') {
            i = end_of_bracket(pattern, i);
            if (i == std::string_view::npos) return "a backslash or [ inside brackets";
        }
        follows_nothing = c == '(' || c == '|' || c == '^' || c == '$';
    }
    return {};
}

// A condition on one value; without a pattern it always holds.
class condition {
   public:
    explicit condition(const std::string& pattern) {
        if (pattern.empty()) return;
        problem_ = dialect_problem(pattern);
        RE2::Options options;
        options.set_dot_nl(true);  // as in Postgres
        options.set_log_errors(false);
        pattern_ = std::make_unique<RE2>(ascii_lower(pattern), options);
        if (problem_.empty() && !pattern_->ok()) problem_ = pattern_->error();
    }

    [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

    [[nodiscard]] bool holds(const std::string& value) const {
        return !pattern_ || RE2::PartialMatch(value, *pattern_);
    }

   private:
    std::unique_ptr<RE2> pattern_;
    std::string problem_;
};

// Found by parts of a text, too, without a copy of them.
struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
        return std::hash<std::string_view>{}(text);
    }
};
using text_map = std::unordered_map<std::string, std::string, text_hash, std::equal_to<>>;

enum : std::size_t { by_source, by_medium, by_campaign, by_click_id, by_referrer, part_count };
using origin_texts = std::array<std::string, part_count>;

struct compiled_rule {
    explicit compiled_rule(const channel_rule& rule)
        : channel(rule.channel),
          source_category(rule.source_category),
          referrer_category(rule.referrer_category),
          conditions{condition(rule.source_pattern), condition(rule.medium_pattern),
                     condition(rule.campaign_pattern), condition(rule.click_id_pattern),
                     condition(rule.referrer_pattern)} {}

    [[nodiscard]] bool holds(const origin_texts& texts) const {
        for (std::size_t i = 0; i < part_count; ++i)
            if (!conditions[i].holds(texts[i])) return false;
        return true;
    }

    std::string channel;
    std::string source_category;
    std::string referrer_category;
    std::array<condition, part_count> conditions;
};

bool is_category(const std::string& wanted, const std::string& found) noexcept {
    return wanted.empty() || wanted == found;
}

// Whether a referrer's host is missing or may be the site's own, which campaign_reader cannot tell.
bool may_be_own(std::string_view host) noexcept { return host.empty() || host.front() == '.'; }

// Whether a click_id_pattern can ever hold.
bool is_click_pattern(const condition& pattern) {
    return pattern.holds({}) ||
           std::ranges::any_of(click_parameters(), [&](const click_parameter& known) {
               return pattern.holds(std::string(known.kind));
           });
}

std::string click_kinds() {
    std::string all;
    for (const click_parameter& known : click_parameters())
        (all += all.empty() ? "" : ", ") += known.kind;
    return all;
}

std::string problem_of(const compiled_rule& rule) {
    for (const condition& part : rule.conditions)
        if (!part.problem().empty()) return "a pattern cannot be used: " + part.problem();
    if (is_click_pattern(rule.conditions[by_click_id])) return {};
    return "click_id_pattern matches no kind of click identifier; there are " + click_kinds();
}

}  // namespace

struct channel_classifier::compiled {
    channel_rules given;
    std::vector<compiled_rule> rules;
    text_map categories;

    // Of the whole source; empty when it has none.
    [[nodiscard]] const std::string& category_of(std::string_view source) const {
        static const std::string none;
        const auto found = categories.find(source);
        return found == categories.end() ? none : found->second;
    }

    // Of the host, else of the domain above it, and so on as long as a point is in it.
    [[nodiscard]] const std::string& host_category_of(std::string_view host) const {
        const std::string& whole = category_of(host);
        if (host.size() > max_host_bytes) return whole;
        for (const std::string* found = &whole;; found = &category_of(host)) {
            if (!found->empty()) return *found;
            host.remove_prefix(std::min(host.find('.'), host.size() - 1) + 1);
            if (host.find('.') == std::string_view::npos) return *found;
        }
    }
};

std::vector<std::string> paid_channels(const channel_rules& rules) {
    std::set<std::string> found;
    for (const channel_rule& rule : rules.rules)
        if (rule.is_paid) found.insert(rule.channel);
    return {found.begin(), found.end()};
}

std::string problem_of(const channel_rule& rule) { return problem_of(compiled_rule(rule)); }

channel_classifier::channel_classifier(std::unique_ptr<compiled> rules)
    : compiled_(std::move(rules)) {}
channel_classifier::channel_classifier(channel_classifier&&) noexcept = default;
channel_classifier& channel_classifier::operator=(channel_classifier&&) noexcept = default;
channel_classifier::~channel_classifier() = default;

result<channel_classifier> channel_classifier::compile(const channel_rules& rules) {
    auto made = std::make_unique<compiled>();
    made->given = rules;
    for (const auto& [source, category] : rules.source_categories)
        made->categories.emplace(ascii_lower(source), category);
    for (const channel_rule& rule : rules.rules)
        if (const std::string problem = problem_of(made->rules.emplace_back(rule));
            !problem.empty())
            return error{errc::bad_rules, "channel rule " + std::to_string(made->rules.size()) +
                                              " (" + rule.channel + "): " + problem};
    return channel_classifier(std::move(made));
}

const channel_rules& channel_classifier::rules() const noexcept { return compiled_->given; }

classification channel_classifier::classify(const origin& of) const {
    origin_texts texts{ascii_lower(of.source), ascii_lower(of.medium), ascii_lower(of.campaign),
                       ascii_lower(of.click_id), ascii_lower(of.referrer_host)};
    // Who comes back from paying came from where they came from before.
    if (texts[by_medium] == referral && compiled_->host_category_of(texts[by_source]) == payment) {
        texts[by_source].clear();
        texts[by_medium].clear();
    }
    const std::string& source_category = compiled_->category_of(texts[by_source]);
    const std::string& referrer = texts[by_referrer];
    const std::string& referrer_category = compiled_->host_category_of(referrer);
    const bool is_known_referrer =
        referrer_category.empty() ? !may_be_own(referrer) : referrer_category != payment;
    classification out{unassigned, !texts[by_source].empty() || !texts[by_medium].empty() ||
                                       !texts[by_click_id].empty() || is_known_referrer};
    for (const compiled_rule& rule : compiled_->rules) {
        if (!is_category(rule.source_category, source_category) ||
            !is_category(rule.referrer_category, referrer_category) || !rule.holds(texts))
            continue;
        out.channel = rule.channel;
        break;
    }
    return out;
}

void channel_classifier::fill_channel(event& out) const {
    const classification found =
        out.channel.empty() ? classify(origin_of(out)) : classification{out.channel, true};
    out.channel = found.channel;
    out.states_origin = found.states_origin;
}

}  // namespace attrib
