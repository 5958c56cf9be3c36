/// @file
/// A conversion and its touchpoints as reports read them, and as JSON.
#pragma once

#include <libattrib/attribution/attributor.hpp>
#include <libattrib/journeys/removal_effects.hpp>
#include <libattrib/report/conversion_key.hpp>
#include <libattrib/report/report_scope.hpp>
#include <libattrib/report/row_reader.hpp>
#include <map>
#include <string>
#include <vector>

namespace attrib {

/// Takes the columns conversion_id, id_hash, user_pseudo_id and conversion_timestamp.
struct conversion_identity {
    std::string conversion_id;
    conversion_key key;
};
[[nodiscard]] conversion_identity read_identity(row_reader& row);

/// A session of query/touchpoints.sql.
struct read_touchpoint {
    timestamp session_start;
    std::string session_id;
    std::array<std::optional<std::string>, touch_column_count> values;  ///< by touch_column
};

/// A row of query/conversions.sql or query/conversion.sql.
struct read_conversion {
    conversion_identity identity;
    std::string conversion_name;
    money revenue;
    json columns;                              ///< as answers have them
    std::vector<read_touchpoint> touchpoints;  ///< in order of time
};
[[nodiscard]] read_conversion read_conversion_row(row_reader& row);

/// Fills the touchpoints of the conversions, as far back as the models look.
void read_touchpoints(report_view& view, const report_scope& scope,
                      std::vector<read_conversion>& conversions);

/// Removal effects of channels, by conversion name.
using chains_by_name = std::map<std::string, removal_effects, std::less<>>;

/// The chains that models of the scope ask for, of journeys of days from `from` to before `to`.
/// Throws failure: invalid_option for a model that shares totals, as it says nothing of a single
/// conversion; those of read_removal_effects.
[[nodiscard]] chains_by_name read_chains(report_view& view, const report_scope& scope,
                                         calendar_day from, calendar_day to);

/// Touchpoints of a conversion as models take them.
class conversion_touches {
   public:
    conversion_touches(const read_conversion& of, const table_settings& tables);

    /// Those that the model looks back to; the first is at `first` among the conversion's.
    struct window {
        std::size_t first = 0;
        std::span<const touch> touches;
    };
    [[nodiscard]] window within(const model_instance& model, microseconds otherwise) const;

    /// The model as it weighs these touches: with the effects of the conversion's chain where it
    /// asks for them.
    [[nodiscard]] model_instance weighing(const asked_model& model,
                                          const chains_by_name& chains) const;

   private:
    const read_conversion& of_;
    std::vector<std::string> channels_;  // by touch::channel
    std::vector<touch> touches_;
};

/// The member `credits` of a conversion: what each model gives to which touchpoint.
[[nodiscard]] json credits_of(const read_conversion& of, const report_scope& scope,
                              const chains_by_name& chains, attributor& by);

/// Whether one of those credits passes the filter.
[[nodiscard]] bool has_credit_for(const read_conversion& of, const json& credits,
                                  const report_scope& scope, const credit_filter& only);

}  // namespace attrib
