#pragma once

#include "platform/http/message.hpp"
#include "services/user/api/pages/answers.hpp"
#include "services/user/api/pages/view.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::user {

/// The fields of a form or of a query, decoded; of one that is there twice, the first.
class Fields {
public:
    static Fields of_body(const http::Request& request);
    static Fields of_query(const http::Request& request);

    /// As typed; empty when absent.
    std::string get(std::string_view name) const;
    /// Without white space around.
    std::string trimmed(std::string_view name) const;
    /// A whole number from `least` to `most`; otherwise `otherwise`.
    std::int64_t number(std::string_view name, std::int64_t least, std::int64_t most, std::int64_t otherwise) const;

private:
    http::Headers fields_;
};

/// Where to go after signing in: a path of this site with its query, else nothing. Refuses everything that a browser
/// might read as another site ("//host", "/\host") and every control character.
std::string same_site_path(std::string_view path);

/// A path with query parameters behind it, encoded; those without a value are left out.
std::string with_query(std::string_view path, const http::Headers& parameters);
/// Encodes what is not unreserved (RFC 3986, section 2.3).
std::string percent_encoded(std::string_view text);

/// One fault of a field as the form says it.
struct FieldFault {
    std::string field;  ///< the input's name and id
    std::string words;  ///< "Name: must be 1 to 200 characters"
};

/// What the form says of the faults of a refusal: their pointers' last parts are the fields' names.
std::vector<FieldFault> field_faults(const Refusal& refusal);

/// Sets `errors` (the summary) and `<field>_error` beside each field, false where it has none.
void set_faults(View& view, const std::vector<FieldFault>& faults, const std::vector<std::string>& fields);

}  // namespace boxoffice::user
