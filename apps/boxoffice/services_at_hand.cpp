#include "apps/boxoffice/services_at_hand.hpp"

#include "apps/boxoffice/deployment.hpp"
#include "platform/async/run.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace boxoffice {

namespace {

http::Method method_of(const std::string& name) {
    for (const auto method : {http::Method::get, http::Method::post, http::Method::put, http::Method::delete_})
        if (http::method_name(method) == name) return method;
    return http::Method::other;
}

}  // namespace

ServicesAtHand::ServicesAtHand(const Configuration& configuration, const Services& wanted, const Services& here)
    : running_(RunningProgram::find(configuration, wanted)) {
    const bool embedded = !names_engines(configuration);
    if (embedded && !running_.is_empty()) return;
    Services missing;
    for (const auto service : wanted)
        if (!running_.runs(service) || here.contains(service)) missing.insert(service);
    if (embedded) missing = all_services;
    if (!missing.empty()) open(configuration, std::move(missing));
}

void ServicesAtHand::open(const Configuration& configuration, Services services) {
    program_ = std::make_unique<Program>(configuration, std::move(services), loop_, Program::Purpose::command);
    const auto key = command_key(configuration);
    program_->base.verifier.trust("{\"keys\":[" + key.public_jwk() + "]}");
    token_ = sign_admin_token(configuration, key);
    std::exception_ptr fault;
    try {
        run(loop_, program_->prepare_now());
    } catch (...) {
        fault = std::current_exception();
    }
    if (!fault) return;
    run(loop_, program_->stop());
    std::rethrow_exception(fault);
}

ServicesAtHand::~ServicesAtHand() {
    if (program_) run(loop_, program_->stop());
}

ServicesAtHand::Reply ServicesAtHand::call(Service service, const std::string& method, const std::string& path,
                                           const std::string& body) {
    if (!program_ || !program_->base.runs(service)) return running_.call(service, method, path, body);
    http::Request request;
    request.method = method_of(method);
    request.target = path;
    request.headers = {{"Authorization", "Bearer " + token_}, {"Content-Type", "application/json"}};
    request.body = body;
    const auto response = run(loop_, program_->door(service).router.dispatch(std::move(request)));
    Reply reply{.status = response.status, .body = {}};
    if (!response.body.empty()) reply.body = boost::json::parse(response.body);
    return reply;
}

boost::json::value ServicesAtHand::get(Service service, const std::string& path) {
    auto reply = call(service, "GET", path);
    if (reply.status == 200) return std::move(reply.body);
    throw std::runtime_error("the " + name_of(service) + " service answers " + boost::json::serialize(reply.body));
}

}  // namespace boxoffice
