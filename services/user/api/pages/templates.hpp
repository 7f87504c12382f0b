#pragma once

#include "services/user/api/pages/view.hpp"

#include <map>
#include <string>
#include <string_view>

namespace boxoffice::user {

/// The embedded templates, read once: `{{> name}}` is replaced by the template of that name when they are read.
class Templates {
public:
    Templates();

    /// Fills `name`.mustache; throws std::out_of_range when there is none. Everything is escaped but `{{{ }}}`.
    std::string render(std::string_view name, const View& view);
    /// The same as a whole page: `layout` is filled with the page's own view and `body`.
    std::string render_page(std::string_view name, View& view);

private:
    std::map<std::string, kainjow::mustache::mustache, std::less<>> templates_;
};

}  // namespace boxoffice::user
