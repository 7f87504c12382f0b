#include "services/user/api/pages/templates.hpp"

#include "generated/user_pages_templates.hpp"

#include <stdexcept>

namespace boxoffice::user {
namespace {

constexpr std::string_view pages[] = {"layout", "home",      "event",   "register",
                                      "login",  "dashboard", "booking", "problem"};

std::string with_includes(std::string_view name) {
    std::string text(templates(std::string(name) + ".mustache"));
    for (auto at = text.find("{{> "); at != std::string::npos; at = text.find("{{> ", at)) {
        const auto end = text.find("}}", at);
        if (end == std::string::npos) throw std::logic_error("an include without end in " + std::string(name));
        text.replace(at, end + 2 - at, with_includes(text.substr(at + 4, end - at - 4)));
    }
    return text;
}

}  // namespace

Templates::Templates() {
    for (const auto name : pages) {
        kainjow::mustache::mustache page(with_includes(name));
        if (!page.is_valid()) throw std::logic_error("the template " + std::string(name) + ": " + page.error_message());
        templates_.emplace(name, std::move(page));
    }
}

std::string Templates::render(std::string_view name, const View& view) {
    const auto found = templates_.find(name);
    if (found == templates_.end()) throw std::out_of_range("no template " + std::string(name));
    return found->second.render(view.data());
}

std::string Templates::render_page(std::string_view name, View& view) {
    view.set("body", render(name, view));
    return render("layout", view);
}

}  // namespace boxoffice::user
