using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Dsl.Tests;

/// <summary>Models, rules, tables, choices and reasons.</summary>
public sealed class DecisionTests
{
    private const string Source = """
        source rows
          id: integer key
          x: double?
          y: double?
          kind: text in ("a", "b", "c") else refuse
          day: date?

        """;

    [Fact]
    public void A_linear_model_is_the_sum_of_its_terms()
    {
        ScoringPlan plan = Pipelines.Compile(Source + """
            model m = glm log { 1.5, 0.25 * x, -0.5 * x * y, match kind { "a" -> 0.125, else 0 } }
            model p = glm probit { 0.5 * x }
            model c = glm cloglog { 0.5 * x }
            output link = m.link
            output value = m
            output probit = p.probability
            output cloglog = c.probability
            """);
        Dictionary<string, Scalar> values = Score(plan, 2, 3, "a");
        Assert.Equal(1.5 + 0.5 - 3 + 0.125, values["link"].Double, 1e-15);
        Assert.Equal(Math.Exp(-0.875), values["value"].Double, 1e-15);
        Assert.Equal(0.84134474606854293, values["probit"].Double, 1e-14);
        Assert.Equal(1 - Math.Exp(-Math.E), values["cloglog"].Double, 1e-15);
        Assert.True(Pipelines.Score(plan, ("x", Scalar.FromDouble(1)), ("kind", Scalar.FromText("a")))["value"].IsMissing);
    }

    [Fact]
    public void Contributions_of_linear_models_are_exact_and_ranked()
    {
        ScoringPlan plan = Pipelines.Compile(Source + """
            model m = logistic { 0.1, 0.5 * x baseline 1, second: 2 * y baseline 1, kinds: match kind { "a" -> 0.75, else -1 } }
            output m
            reasons top 3 raising m { x -> "X" "The first." second -> "Y" kinds -> "K" "The kind." }
            """);
        // x: 0.5·(4 − 1) = 1.5; second: 2·(0.5 − 1) = −1; kinds: 0.75.
        Dictionary<string, Scalar> values = Score(plan, 4, 0.5, "a");
        Assert.Equal(["X", "K", "missing"], new[] { "reason_1", "reason_2", "reason_3" }.Select(name => values[name].ToString()));
        Assert.Equal("The kind.", values["reason_2_text"].ToString());

        // Ties go by the order of the terms.
        values = Score(plan, 2.5, 1.375, "a");
        Assert.Equal(["X", "Y", "K"], new[] { "reason_1", "reason_2", "reason_3" }.Select(name => values[name].ToString()));
    }

    [Fact]
    public void Contributions_of_trees_lie_on_the_path_and_sum_to_the_score()
    {
        ScoringPlan plan = Pipelines.Compile(Source + """
            model t = tree {
              if x < 1
              then if y < 2 then 10 records 30 else 20 records 10
              else if kind = "a" then 40 records 20 else 50 records 40
            }
            output t
            reasons top 2 raising t { x -> "X" y -> "Y" kind -> "K" }
            """);
        // The means: 12.5 below x < 1, 46.67 above, 33 at the root.
        Assert.Equal(20, Score(plan, 0, 5, "a")["t"].Integer);
        Assert.Equal("Y", Score(plan, 0, 5, "a")["reason_1"].ToString());
        Assert.True(Score(plan, 0, 5, "a")["reason_2"].IsMissing);
        Assert.Equal("X", Score(plan, 3, 5, "b")["reason_1"].ToString());
        Assert.Equal("K", Score(plan, 3, 5, "b")["reason_2"].ToString());
    }

    [Fact]
    public void A_scorecard_gives_its_points_and_what_lowers_them()
    {
        ScoringPlan plan = Pipelines.Compile(Source + """
            model s = scorecard 100 {
              first baseline 30 { when x is missing then 5 when x < 1 then 10 else 30 }
              second baseline 20 { when y < 1 then 20 else -5 }
            }
            output s
            output first = s.points_first
            reasons top 2 lowering s { first -> "F" second -> "S" }
            """);
        Dictionary<string, Scalar> values = Score(plan, 0, 7, "a");
        Assert.Equal(105, values["s"].Double);
        Assert.Equal(10, values["first"].Double);
        Assert.Equal(["S", "F"], new[] { "reason_1", "reason_2" }.Select(name => values[name].ToString()));
    }

    [Fact]
    public void The_first_rule_that_holds_counts()
    {
        ScoringPlan plan = Pipelines.Compile(Source + """
            output score = x * 2
            output decision = when score > 10 then "high" when score > 4 then "abstain" else "low"
            rule small when x < 1 then decision = "no", score = 0 reason "R1" "Too small."
            rule other when y < 1 then decision = "later"
            rule last when x < 100 and y < 5 then score = -1
            output code = rule.code
            output text = rule.text
            output name = rule.name
            """);
        Assert.Equal(["0", "no", "R1", "Too small.", "small"], Score(plan, 0, 0, "a").Values.Select(value => value.ToString()));
        Assert.Equal(["4", "later", "missing", "missing", "other"], Score(plan, 2, 0, "a").Values.Select(value => value.ToString()));
        Assert.Equal(["-1", "abstain", "missing", "missing", "last"], Score(plan, 4, 3, "a").Values.Select(value => value.ToString()));
        Assert.Equal(["12", "high", "missing", "missing", "missing"], Score(plan, 6, 9, "a").Values.Select(value => value.ToString()));
    }

    [Fact]
    public void A_table_gives_the_first_row_whose_cells_hold()
    {
        ScoringPlan plan = Pipelines.Compile(Source + """
            table t(kind, x) "Points."
              { "a", 0..10 -> 1
                "a", >= 10 -> x * 2
                any, < 0 -> 3
                != "b", any -> 4
                else 5 }
            output value = t(kind, x)
            """);
        double Value(double x, string kind) => Score(plan, x, 0, kind)["value"].Double;
        Assert.Equal([1, 20, 3, 5, 4], [Value(0, "a"), Value(10, "a"), Value(-1, "b"), Value(1, "b"), Value(1, "c")]);
    }

    [Fact]
    public void The_best_action_is_taken_and_each_is_told()
    {
        ScoringPlan plan = Pipelines.Compile(Source + """
            feature price = x * (1 - discount)
            model demand = logistic { 1, -0.02 * price, 4 * discount }
            optimise offer over discount in (0, 0.1, 0.2) {
              volume = demand
              profit = volume * (price - y)
              where price > y
              maximise profit
            }
            output best = offer.discount
            output profit = offer.profit
            output first = offer.profit_1
            output second = offer.profit_2
            output third = offer.profit_3
            """);
        double[] Profits(double x, double y) => [.. new[] { 0, 0.1, 0.2 }.Select(d => 1 / (1 + Math.Exp(-(1 - (0.02 * x * (1 - d)) + (4 * d)))) * ((x * (1 - d)) - y))];
        foreach ((double x, double y) in new[] { (100.0, 20.0), (100, 60), (100, 85), (30, 1), (100, 95) })
        {
            Dictionary<string, Scalar> values = Score(plan, x, y, "a");
            double[] profits = Profits(x, y);
            Assert.Equal(profits, [values["first"].Double, values["second"].Double, values["third"].Double], (a, b) => Math.Abs(a - b) < 1e-12);
            int best = Enumerable.Range(0, 3).Where(i => x * (1 - (i * 0.1)) > y).OrderByDescending(i => profits[i]).First();
            Assert.Equal(best * 0.1, values["best"].Double, 1e-12);
            Assert.Equal(profits[best], values["profit"].Double, 1e-12);
        }

        Assert.True(Score(plan, 10, 50, "a")["best"].IsMissing);
    }

    [Fact]
    public void Rows_of_values_that_are_not_listed_are_refused()
    {
        ScoringPlan plan = Pipelines.Compile(Source + "output x");
        Assert.True(Score(plan, 1, 1, "z")["x"].IsMissing);
        Assert.Equal(1, Score(plan, 1, 1, "b")["x"].Double);
        Assert.Equal(["a", "b", "c"], plan.Inputs.Single(input => input.Schema.Name == "kind").ValidValues.AsEnumerable());
    }

    [Fact]
    public void Columns_are_imputed_and_encoded()
    {
        ScoringPlan plan = Pipelines.Compile(Source + """
            impute x with median 7.5 indicator x_missing
            encode kind as is ("a", "b")
            output twice = x * 2
            output x_missing
            output a = is.a
            output b = is.b
            """.Replace(" is ", " kind_is ", StringComparison.Ordinal).Replace("= is.", "= kind_is.", StringComparison.Ordinal));
        Assert.Equal(["15", "1", "0", "1"], Pipelines.Score(plan, ("kind", Scalar.FromText("b"))).Values.Select(value => value.ToString()));
        Assert.Equal(["2", "0", "1", "0"], Score(plan, 1, 0, "a").Values.Select(value => value.ToString()));
        Assert.Equal(["2", "0", "0", "0"], Score(plan, 1, 0, "c").Values.Select(value => value.ToString()));
    }

    private static Dictionary<string, Scalar> Score(ScoringPlan plan, double x, double y, string kind) =>
        Pipelines.Score(plan, ("x", Scalar.FromDouble(x)), ("y", Scalar.FromDouble(y)), ("kind", Scalar.FromText(kind)));

    [Fact]
    public void An_encoding_without_values_has_those_that_its_column_lists()
    {
        ScoringPlan plan = Pipelines.Compile("source s\n  id: integer key\n  kind: text in (\"a b\", \"c\")\nencode kind as kinds\noutput first = kinds.a_b\noutput second = kinds.c");
        Dictionary<string, Scalar> scores = Pipelines.Score(plan, ("kind", Scalar.FromText("c")));
        Assert.Equal((0.0, 1.0), (scores["first"].Double, scores["second"].Double));
    }
}
