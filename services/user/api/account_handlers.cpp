#include "services/user/api/account_handlers.hpp"

#include "platform/http/query.hpp"
#include "platform/json/read.hpp"
#include "platform/json/write.hpp"
#include "services/user/api/precondition.hpp"
#include "services/user/api/rendering.hpp"
#include "services/user/domain/rules.hpp"

#include <boost/json/parse.hpp>

namespace boxoffice::user {

namespace {

using http::Request;
using http::Response;
using MaybeJson = std::optional<boost::json::value>;

struct SignupBody {
    std::string name;
    std::string email;
    std::string password;
    std::optional<std::string> phone;
};
BOOST_DESCRIBE_STRUCT(SignupBody, (), (name, email, password, phone))

/// What a repeat of a sign-up is recognised by: nothing from which the password could be guessed.
struct SignupFingerprint {
    std::string name;
    std::string email;
    std::optional<std::string> phone;
};
BOOST_DESCRIBE_STRUCT(SignupFingerprint, (), (name, email, phone))

struct ProfileBody {
    json::Change<std::string> name;
    json::Change<std::string> phone;
    std::optional<std::string> password;
    std::optional<std::string> current_password;
    MaybeJson id;
    MaybeJson email;
    MaybeJson role;
    MaybeJson created_at;
};
BOOST_DESCRIBE_STRUCT(ProfileBody, (), (name, phone, password, current_password, id, email, role, created_at))

struct RoleBody {
    std::optional<Role> role;
    MaybeJson id;
    MaybeJson name;
    MaybeJson email;
    MaybeJson phone;
    MaybeJson created_at;
};
BOOST_DESCRIBE_STRUCT(RoleBody, (), (role, id, name, email, phone, created_at))

constexpr std::string_view list_kind = "users";

/// Read-only members may be sent back as they were.
class ReadOnly {
public:
    ReadOnly(const User& user, Faults& faults)
        : present_(boost::json::parse(user_json(user)).as_object()), faults_(faults) {}

    void check(std::string_view name, const MaybeJson& sent) {
        const auto* present = present_.if_contains(name);
        if (sent && (!present || *present != *sent)) faults_.add("/" + std::string(name), "cannot be changed here");
    }

private:
    boost::json::object present_;
    Faults& faults_;
};

void check_body(const SignupBody& body, Faults& faults) {
    check_name(body.name, "/name", faults);
    check_email(body.email, "/email", faults);
    check_password(body.password, "/password", faults);
    if (body.phone) check_phone(*body.phone, "/phone", faults);
}

void check_body(const ProfileBody& body, Faults& faults) {
    if (body.name.given) check_name(body.name.value.value_or(""), "/name", faults);
    if (body.phone.value) check_phone(*body.phone.value, "/phone", faults);
    if (body.password) check_password(*body.password, "/password", faults);
    if (body.password && !body.current_password) faults.add("/current_password", "is needed for a new password");
    if (!body.password && body.current_password) faults.add("/password", "is missing beside current_password");
}

ProfileChange profile_change(ProfileBody body, const Request& request) {
    ProfileChange change{.name = std::move(body.name.value), .remote_address = request.remote_address};
    if (body.phone.given) change.phone = std::move(body.phone.value);
    if (body.password)
        change.password = {.present = Secret(std::move(*body.current_password)),
                           .future = Secret(std::move(*body.password))};
    return change;
}

UserFilter filter_of(const Request& request, Faults& faults) {
    http::QueryReader query(request, faults);
    UserFilter filter{.email = query.text("email", 254), .limit = query.limit()};
    if (const auto position = query.cursor(list_kind)) {
        filter.before = UserId::parse(*position);
        if (!filter.before) faults.add("?cursor", "must be a next_cursor that this list has given");
    }
    query.finish();
    return filter;
}

Response changed_response(const AccountResult<User>& changed) {
    if (!changed) return problem_of(changed.error());
    return user_response(*changed);
}

}  // namespace

Task<Response> AccountHandlers::sign_up(Request& request) {
    Faults faults;
    auto body = json::read<SignupBody>(request.body, faults);
    if (!body) co_return std::move(body.error());
    check_body(*body, faults);
    const auto fingerprint = json::write(SignupFingerprint{body->name, body->email, body->phone});
    const auto key = IdempotencyKey::of(request.context.caller, request.route, request.header("Idempotency-Key"),
                                        fingerprint, faults);
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    NewAccount account{.name = std::move(body->name),
                       .email = std::move(body->email),
                       .password = Secret(std::move(body->password)),
                       .phone = std::move(body->phone)};
    const auto added = co_await accounts_.sign_up(request.context, std::move(account), key, added_answer);
    if (!added) co_return problem_of(added.error());
    co_return added_response(*added);
}

Task<Response> AccountHandlers::own_user(Request& request) {
    const auto id = request.context.caller.user_id();
    const auto user = id ? co_await accounts_.find(*id) : std::nullopt;
    if (!user) co_return problem::not_found("user");
    co_return user_response(*user);
}

Task<Response> AccountHandlers::change_own_user(Request& request) {
    Faults faults;
    auto body = json::read<ProfileBody>(request.body, faults);
    if (!body) co_return std::move(body.error());
    check_body(*body, faults);
    const auto id = request.context.caller.user_id();
    const auto user = id ? co_await accounts_.find(*id) : std::nullopt;
    if (!user && faults.empty()) co_return problem::not_found("user");
    if (user) {
        ReadOnly read_only(*user, faults);
        read_only.check("id", body->id);
        read_only.check("email", body->email);
        read_only.check("role", body->role);
        read_only.check("created_at", body->created_at);
    }
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    co_return changed_response(co_await accounts_.change_profile(
        request.context, *id, profile_change(std::move(*body), request), read_if_match(request.header("If-Match"))));
}

Task<Response> AccountHandlers::user(Request& request) {
    const auto id = UserId::parse(request.parameter("id"));
    const auto user = id ? co_await accounts_.find(*id) : std::nullopt;
    if (!user) co_return problem::not_found("user");
    co_return user_response(*user);
}

Task<Response> AccountHandlers::change_user(Request& request) {
    Faults faults;
    const auto body = json::read<RoleBody>(request.body, faults);
    if (!body) co_return body.error();
    if (body->role == Role::service) faults.add("/role", "must be attendee, organizer or admin");
    const auto id = UserId::parse(request.parameter("id"));
    const auto user = id ? co_await accounts_.find(*id) : std::nullopt;
    if (!user && faults.empty()) co_return problem::not_found("user");
    if (user) {
        ReadOnly read_only(*user, faults);
        read_only.check("id", body->id);
        read_only.check("name", body->name);
        read_only.check("email", body->email);
        read_only.check("phone", body->phone);
        read_only.check("created_at", body->created_at);
    }
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    co_return changed_response(co_await accounts_.change_role(request.context, *id, body->role.value_or(user->role),
                                                              read_if_match(request.header("If-Match"))));
}

Task<Response> AccountHandlers::list(Request& request) {
    Faults faults;
    auto filter = filter_of(request, faults);
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    const auto limit = filter.limit++;
    const auto users = co_await accounts_.list(std::move(filter));
    const auto cursor_after = [](const User& last) { return http::make_cursor(list_kind, last.id.text()); };
    co_return Response(200, http::page_body(users, limit, user_json, cursor_after));
}

Task<Response> AccountHandlers::contact(Request& request) {
    const auto id = UserId::parse(request.parameter("id"));
    const auto contact = id ? co_await accounts_.contact(*id) : std::nullopt;
    if (!contact) co_return problem::not_found("user");
    co_return Response(200, contact_json(*contact));
}

}  // namespace boxoffice::user
