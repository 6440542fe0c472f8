from django.urls import path

from devices import views

app_name = "devices"
urlpatterns = [
    path("devices/", views.DeviceList.as_view(), name="list"),
    path("devices/register/", views.RegisterDevice.as_view(), name="register"),
    path("devices/<str:code>/", views.DevicePage.as_view(), name="page"),
    path("devices/<str:code>/change/", views.ChangeDevice.as_view(), name="change"),
    path("devices/<str:code>/issue/", views.IssueDevice.as_view(), name="issue"),
    path("devices/<str:code>/return/", views.ReturnDevice.as_view(), name="return"),
    path("devices/<str:code>/token/", views.IssueToken.as_view(), name="token"),
    path("devices/<str:code>/token/<int:token>/revoke/", views.RevokeToken.as_view(), name="token-revoke"),
]
