using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Dsl.Tests;

/// <summary>What policies let through, and what they do not.</summary>
public sealed class PolicyTests
{
    private const string Sources = """
        source people
          id: integer key
          age: integer
          country: text in ("EU", "CH", "US")
          postal_code: text?
          gender: text? protected
        source visits
          visit_id: integer key
          id: integer references people
          at: timestamp event time
          place: text?
        score each people

        """;

    [Theory]
    [InlineData("output x = when country in (\"EU\", \"CH\") then 0 when postal_code = \"94\" then 1 else 2")]
    [InlineData("feature here = not (country in (\"EU\", \"CH\"))\nfeature area = when here then substring(postal_code, 1, 2) else \"none\"\nmodel m = logistic { 0.5, 0.1 * age, match area { \"94\" -> 1, else 0 } }\noutput m")]
    [InlineData("table t(c) { \"EU\" -> 0 \"CH\" -> 0 \"US\" -> 1 }\noutput x = when t(country) = 1 then length(postal_code) else 0")]
    [InlineData("output x = age\nmonitor postal_code")]
    public void What_does_not_depend_on_it_is_compiled(string pipeline) =>
        Assert.Empty(Pipelines.Check($"{Sources}{pipeline}\npolicy\n  forbid postal_code when country in (\"EU\", \"CH\")"));

    [Theory]
    [InlineData("output x = when country = \"EU\" then 0 when postal_code = \"94\" then 1 else 2", "forbid postal_code when country = \"CH\"")]
    [InlineData("output x = when country in (\"EU\", \"CH\") then postal_code is missing else false", "forbid postal_code when country = \"EU\"")]
    [InlineData("model m = linear { 1, 0 * length(postal_code) }\noutput m", "forbid postal_code when country = \"EU\"")]
    [InlineData("rule r when postal_code = \"94\" then x = 1\noutput x = age", "forbid postal_code when country = \"EU\"")]
    public void What_depends_on_it_is_refused(string pipeline, string rule)
    {
        Diagnostic first = Pipelines.Check($"{Sources}{pipeline}\npolicy\n  forbid postal_code when country in (\"EU\", \"CH\")")[0];
        Assert.Equal("MLC2001", first.Id);
        Assert.Contains(rule, first.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aggregates_are_looked_into()
    {
        const string Policy = "\npolicy\n  forbid visits.place when country = \"EU\"";
        Assert.Equal(["MLC2001"], Pipelines.Check($"{Sources}output x = count(visits where place = \"bar\") over last 7 days{Policy}").Select(diagnostic => diagnostic.Id));
        Assert.Equal(["MLC2001"], Pipelines.Check($"{Sources}output x = count distinct(visits.place) over lifetime{Policy}").Select(diagnostic => diagnostic.Id));
        Assert.Empty(Pipelines.Check($"{Sources}output x = count(visits) over last 7 days{Policy}"));
        Assert.Empty(Pipelines.Check($"{Sources}output x = when country = \"EU\" then 0 else count(visits where place = \"bar\") over last 7 days{Policy}"));
        Assert.Empty(Pipelines.Check($"{Sources}output x = count(visits where people.country != \"EU\" and place = \"bar\") over last 7 days{Policy}"));
    }

    [Fact]
    public void Protected_columns_are_monitored_only()
    {
        Assert.Empty(Pipelines.Check($"{Sources}output x = age\nmonitor gender"));
        Assert.Empty(Pipelines.Check($"{Sources}output x = age\nmonitor by_gender = when gender = \"f\" then 1 else 0"));
        Assert.Equal("MLC2001", Assert.Single(Pipelines.Check($"{Sources}output x = when gender = \"f\" then 1 else 0")).Id);
    }
}
