/// @file
/// Channel rules: from source, medium and campaign to a channel. The rules are data (see
/// models/seeds/channel_rules.csv), the same for C++ and SQL.
#pragma once

#include <libattrib/core/error.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace attrib {

/// One row of the rule table. An empty condition holds always; all four must hold. Patterns are
/// regular expressions that are searched in the lower-cased value.
struct channel_rule {
    std::string channel;
    std::string source_category;  ///< category of the whole source in the source table
    std::string source_pattern;
    std::string medium_pattern;
    std::string campaign_pattern;
};

/// The ordered rules and the source table they refer to (lower-case source -> category).
struct channel_rules {
    std::vector<channel_rule> rules;
    std::unordered_map<std::string, std::string> source_categories;
};

/// Compiled rules. First rule that matches wins; letters A to Z compare without case. Const use
/// from many threads is safe.
class channel_classifier {
   public:
    /// Errors: bad_rules, naming the rule by its place when a pattern does not compile.
    [[nodiscard]] static result<channel_classifier> compile(const channel_rules& rules);

    channel_classifier(channel_classifier&&) noexcept;
    channel_classifier& operator=(channel_classifier&&) noexcept;
    ~channel_classifier();

    /// The channel, or `Unassigned` when no rule matches. The view lives as long as the classifier.
    [[nodiscard]] std::string_view classify(std::string_view source, std::string_view medium,
                                            std::string_view campaign) const;

   private:
    struct compiled;
    explicit channel_classifier(std::unique_ptr<compiled> rules);

    std::unique_ptr<compiled> compiled_;
};

}  // namespace attrib
