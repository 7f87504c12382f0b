// The same with what test programs need.
#pragma once

#include "cmake/precompiled.hpp"

#include <gmock/gmock.h>
#include <boost/asio/use_future.hpp>
