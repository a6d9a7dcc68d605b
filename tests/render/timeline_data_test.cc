#include "render/timeline_data.h"

#include <gtest/gtest.h>

using namespace tricolor::render;

TEST(timelineData, findsTheStepOfAMomentInProportionBetweenMarks) {
    TimelineData d;
    d.steps = {{100, 10}, {200, 30}, {200, 31}, {1000, 111}};
    EXPECT_EQ(stepAt(d, 0), 10u);
    EXPECT_EQ(stepAt(d, 100), 10u);
    EXPECT_EQ(stepAt(d, 150), 20u);
    EXPECT_EQ(stepAt(d, 600), 71u);
    EXPECT_EQ(stepAt(d, 5000), 111u);
}

TEST(timelineData, hasNoStepsToFindWhereNothingWasRecorded) {
    EXPECT_EQ(stepAt(TimelineData{}, 100), 0u);
}
