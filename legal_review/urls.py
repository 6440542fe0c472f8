from django.urls import path

from legal_review import api, views

app_name = "legal_review"

urlpatterns = [
    path("reviews/", views.ReviewList.as_view(), name="list"),
    path("reviews/<int:pk>/", views.ReviewPage.as_view(), name="page"),
    path("reviews/<int:pk>/return/", views.ReturnReview.as_view(), name="return"),
    path("documents/<int:pk>/review/", views.SubmitReview.as_view(), name="submit"),
    path("api/reviews/", api.Reviews.as_view(), name="api-list"),
    path("api/reviews/<int:pk>/", api.OneReview.as_view(), name="api-review"),
    path("api/reviews/<int:pk>/agree/", api.Decide.as_view(), name="api-agree"),
    path("api/reviews/<int:pk>/disagree/", api.Decide.as_view(verdict="disagree"), name="api-disagree"),
    path("api/reviews/<int:pk>/return/", api.Return.as_view(), name="api-return"),
    path("api/documents/<int:pk>/reviews/", api.Submit.as_view(), name="api-submit"),
]
