/// @file
/// Percent-encoded text and the parameters of query strings.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attrib {

/// Resolves percent-encoding; nothing when it is broken, or when what comes out is not UTF-8 or
/// holds a NUL byte. `plus_is_space` as in the values of a query.
[[nodiscard]] std::optional<std::string> decoded(std::string_view text, bool plus_is_space = false);

struct query_parameter {
    std::string_view name;
    std::string_view value;
};

/// The parameters of a query string in their order, decoded. Owns their texts.
class decoded_query {
   public:
    [[nodiscard]] auto begin() const noexcept { return parameters_.begin(); }
    [[nodiscard]] auto end() const noexcept { return parameters_.end(); }
    [[nodiscard]] std::size_t size() const noexcept { return parameters_.size(); }
    [[nodiscard]] bool empty() const noexcept { return parameters_.empty(); }
    [[nodiscard]] const query_parameter& operator[](std::size_t index) const noexcept {
        return parameters_[index];
    }

   private:
    friend std::optional<decoded_query> parameters_of(std::string_view query);

    std::unique_ptr<char[]> text_;
    std::vector<query_parameter> parameters_;
};

/// Nothing when a parameter is broken.
[[nodiscard]] std::optional<decoded_query> parameters_of(std::string_view query);

/// The first value of a parameter; nothing when the query lacks it or its value does not decode.
/// Other parameters are not decoded.
[[nodiscard]] std::optional<std::string> parameter_in(std::string_view query,
                                                      std::string_view name);

}  // namespace attrib
