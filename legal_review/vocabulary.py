"""The facts that legal review states."""

from enforcement.vocabulary import Kind

KINDS = (
    Kind("review.submitted", "提交法制审核"),
    Kind("review.returned", "法制审核退回"),
    Kind("review.passed", "法制审核通过"),
    Kind("review.rejected", "法制审核未通过"),
)
