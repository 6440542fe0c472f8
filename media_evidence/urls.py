from django.urls import path

from media_evidence import api, views

app_name = "media_evidence"
urlpatterns = [
    path("footage/", views.MediaList.as_view(), name="list"),
    path("footage/hand-over/", views.HandOver.as_view(), name="hand-over"),
    path("footage/receipt/", views.Receipt.as_view(), name="receipt"),
    path("footage/<str:code>/", views.MediaPage.as_view(), name="page"),
    path("footage/<str:code>/play/<str:ticket>/", views.Play.as_view(), name="play"),
    path("footage/<str:code>/picture/<str:part>/", views.Picture.as_view(), name="picture"),
    path("footage/<str:code>/link/", views.LinkMedia.as_view(), name="link"),
    path("footage/<str:code>/unlink/<int:act>/", views.UnlinkMedia.as_view(), name="unlink"),
    path("footage/<str:code>/process/", views.ProcessAgain.as_view(), name="process"),
    path("footage/<str:code>/download/", views.AskForOriginal.as_view(), name="download"),
    path("footage/<str:code>/original/<str:ticket>/", views.Original.as_view(), name="original"),
    path("api/uploads/", api.Uploads.as_view(), name="uploads"),
    path("api/uploads/<str:key>/", api.UploadPieces.as_view(), name="upload"),
    path("api/footage/<str:code>/", api.Footage.as_view(), name="api-footage"),
    path("api/footage/<str:code>/links/", api.FootageLinks.as_view(), name="api-links"),
]
