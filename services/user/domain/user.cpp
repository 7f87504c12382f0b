#include "services/user/domain/user.hpp"

namespace boxoffice::user {

std::string email_key(std::string_view email) {
    std::string key(email);
    for (auto& character : key)
        if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
    return key;
}

}  // namespace boxoffice::user
