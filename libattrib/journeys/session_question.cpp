#include <libattrib/journeys/session_question.hpp>

namespace attrib {

session_columns session_question::columns() const noexcept {
    return {only.columns().with(columns_of(by)), has_counts};
}

}  // namespace attrib
