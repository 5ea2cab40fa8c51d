"""Chinese names of sheets, columns and settings in a workbook.

They are part of the format, as the English ones are: the words of the interface may change,
files that were written stay readable.
"""

from kamplan.plan import ROWS
from kamplan.plan.columns import columns_of
from kamplan.plan.settings import Settings

PLAN, SCENARIOS, RECORDED = "plan", "scenarios", "recorded"
"""sheets that are no tables of the plan."""
SETTING, VALUE, NAME, TEXT = "setting", "value", "name", "text"
"""their headings."""

SHEETS: dict[str, str] = {
    PLAN: "设置",
    "accounts": "客户",
    "products": "产品",
    "demand": "需求",
    "supply": "可供货量",
    "promotions": "促销",
    "visits": "拜访",
    "curves": "曲线",
    "judgements": "判断",
    "account_stock": "客户库存",
    "in_transit": "在途",
    "teams": "工时",
    "budgets": "预算",
    "service": "服务",
    "calendar": "日历",
    "fairness": "公平",
    "locks": "锁定",
    "no_worse": "不劣于",
    "uncertainty": "不确定性",
    "published_spend": "已发布费用",
    "published_visits": "已发布拜访",
    "published_stock": "已发布供货",
    SCENARIOS: "情景",
    RECORDED: "记录",
}

COLUMNS: dict[str, str] = {
    "account": "客户",
    "name": "名称",
    "tier": "等级",
    "segment": "客户细分",
    "region": "区域",
    "channel": "渠道",
    "team": "团队",
    "manager": "客户经理",
    "parent": "上级客户",
    "settlement": "结算方式",
    "credit_days": "账期",
    "credit_limit": "信用额度",
    "discount": "折扣",
    "deduction": "流水倒扣",
    "goodwill": "商誉",
    "product": "产品",
    "price": "供价",
    "cost": "成本",
    "retail_price": "零售价",
    "case_units": "箱规",
    "holding_cost": "持有成本",
    "salvage": "期末残值",
    "volume": "体积",
    "week": "周",
    "units": "数量",
    "extra_units": "可追加量",
    "extra_cost": "追加成本",
    "mechanic": "促销形式",
    "max_uplift": "最大增量",
    "half_spend": "半效费用",
    "shape": "曲线形状",
    "curve": "曲线",
    "point": "点",
    "effort": "投入",
    "effect": "效果",
    "judge": "判断人",
    "none": "无投入",
    "half": "减半",
    "plus_half": "加半",
    "saturation": "饱和",
    "weight": "权重",
    "borrowed": "透支比例",
    "borrowed_weeks": "透支周数",
    "products": "产品",
    "weeks": "周次",
    "kind": "类型",
    "present": "现有",
    "min": "下限",
    "max": "上限",
    "hours": "工时",
    "max_change": "最大变化",
    "half_visits": "半效拜访",
    "where": "对象",
    "mechanics": "促销形式",
    "min_fill": "最低满足率",
    "opening": "期初",
    "lead_weeks": "提前周数",
    "min_days": "最少天数",
    "max_days": "最多天数",
    "least_spend": "最低支出",
    "most_weeks": "最多周数",
    "longest": "连续周数",
    "gap": "间歇",
    "spread": "允许差距",
    "input": "输入",
    "down": "下浮",
    "up": "上浮",
    "decision": "决策",
    "names": "项目",
    "value": "值",
    "share": "份额",
    "each": "分别适用",
    "active": "启用",
    "spend": "费用",
    "visits": "拜访次数",
    SETTING: "设置",
    TEXT: "文本",
}
PENALTY = "代价"
"""`price` where it is what a broken rule costs, not what a product is sold for."""

SETTINGS: dict[str, str] = {
    "name": "计划名称",
    "currency": "币种",
    "first_week": "起始周",
    "weeks": "周数",
    "objective": "优化目标",
    "weights.contribution": "贡献毛利的权重",
    "weights.revenue": "销售额的权重",
    "weights.units": "销量的权重",
    "weights.spend": "支出的权重",
    "target.contribution": "须达到的贡献毛利",
    "target.revenue": "须达到的销售额",
    "target.units": "须达到的销量",
    "promotion.budget": "促销预算",
    "promotion.step": "促销费用步长",
    "peak.weeks": "旺季周次",
    "warehouse.capacity": "仓库容量",
    "warehouse.price": "超出仓容的代价",
    "published.keep": "只增不减的已发布决策",
    "solve.gap": "最优差距",
    "solve.time_limit": "求解时限",
    "solve.round": "取整",
}


def sheet_names() -> list[str]:
    """Every sheet that a workbook may have, the user's own left out."""
    return [PLAN, *ROWS, SCENARIOS, RECORDED]


def columns_on(sheet: str) -> tuple[str, ...]:
    """The headings of a sheet, the user's own left out."""
    if sheet in ROWS:
        return tuple(column.name for column in columns_of(ROWS[sheet]))
    return (SETTING, VALUE) if sheet == PLAN else (NAME, TEXT)


def setting_names() -> list[str]:
    """Every setting by key or section.key, in the order of plan.toml."""
    names = []
    for name, info in Settings.model_fields.items():
        inner = getattr(info.annotation, "model_fields", None)
        names += [f"{name}.{key}" for key in inner] if inner else [name]
    return names


def chinese_sheet(sheet: str) -> str:
    """A sheet's Chinese name."""
    return SHEETS.get(sheet, sheet)


def chinese_setting(setting: str) -> str:
    """A setting's Chinese name."""
    return SETTINGS.get(setting, setting)


def chinese_column(sheet: str, column: str) -> str:
    """A column's Chinese heading on a sheet; the user's own are as they are."""
    if column == "price" and sheet != "products":
        return PENALTY
    return COLUMNS.get(column, column)


def known_sheet(title: str) -> str | None:
    """The sheet of a plan that a title means, in either language; None for none.

    Upper and lower case are one, as spreadsheet programs have it.
    """
    title = title.strip().lower()
    return next((name for name in sheet_names() if title in (name, chinese_sheet(name))), None)


def known_column(sheet: str, heading: str) -> str:
    """The column that a heading means on a sheet, in either language; itself for none."""
    columns = columns_on(sheet)
    if heading in columns:
        return heading
    for column in columns:
        if heading in (chinese_column(sheet, column), COLUMNS.get(column)):
            return column
    return heading


def known_setting(name: str) -> str | None:
    """The setting that a name means, in either language; None for none."""
    return next((each for each in setting_names() if name in (each, chinese_setting(each))), None)
