#include <libattrib/journeys/session_question.hpp>

namespace attrib {

touch_columns session_question::columns() const noexcept {
    return only.columns().with(columns_of(by));
}

}  // namespace attrib
