using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Relations;

namespace MlOps.Codegen.Dsl.Tests;

/// <summary>Keys of several columns, and several ways from one source to another.</summary>
public sealed class ReferenceTests
{
    private const string Text = """
        source accounts
          tenant: text key
          number: integer key
          region: text

        source devices
          device_id: integer key
          tenant: text references accounts.tenant as holder
          number: integer references accounts.number as holder

        source calls
          call_id: integer key
          from_tenant: text? references accounts.tenant as caller
          from_number: integer references accounts.number as caller
          to_number: integer references accounts.number as callee
          to_tenant: text references accounts.tenant as callee
          device_id: integer? references devices as device
          at: timestamp event time
          cents: integer

        score each accounts

        output made = sum(calls.cents via caller) over last 7 days
        output received = sum(calls.cents via callee) over last 7 days
        output of_devices = count(calls via device.holder) over lifetime
        output by_device = count(calls via device where cents > 5) over lifetime
        output to_others = count(calls via caller where callee.region != accounts.region) over lifetime
        output balance = made - received
        output slope = trend(sum(calls.cents via callee) per day) over last 7 days
        """;

    [Theory]
    [InlineData("reference")]
    [InlineData("csharp")]
    [InlineData("duckdb")]
    [InlineData("sqlite")]
    public void Rows_belong_by_the_reference_that_is_named(string target)
    {
        RelationalPlan plan = Pipelines.CompileRelational(Text);
        Assert.Equal(3, plan.Aggregations.Length);
        Scalar T(string text) => Scalar.FromText(text);
        Scalar N(long number) => Scalar.FromInteger(number);
        long at = Pipelines.Time("2024-03-05T00:00:00").Integer;
        var tables = new Dictionary<string, IReadOnlyList<Scalar[]>>
        {
            ["accounts"] = [[T("a"), N(1), T("EU")], [T("a"), N(2), T("US")], [T("b"), N(1), T("EU")]],
            ["devices"] = [[N(7), T("a"), N(1)], [N(8), T("b"), N(1)]],
            ["calls"] =
            [
                [N(1), T("a"), N(1), N(2), T("a"), N(7), N(at), N(5)],
                [N(2), T("a"), N(1), N(1), T("b"), N(8), N(at), N(6)],
                [N(3), T("b"), N(1), N(1), T("a"), N(7), N(at), N(10)],
                [N(4), Scalar.Missing, N(1), N(1), T("b"), Scalar.Missing, N(at), N(100)],
            ],
        };
        IReadOnlyList<Scalar[]> scores = RelationalScorer.Score(
            TargetCatalog.Find(target), plan, null, tables, new DateTime(2024, 3, 6), CancellationToken.None);
        string[] shown = [.. scores.Select(row => string.Join(' ', row.SkipLast(1)))];
        Assert.Equal(["11 10 2 1 1 1", "0 5 0 0 0 -5", "10 106 1 1 0 -96"], shown);
    }

    [Fact]
    public void A_way_that_is_not_said_is_asked_for()
    {
        string said = Assert.Single(Pipelines.Check(Text.Replace("calls.cents via caller", "calls.cents", StringComparison.Ordinal))).Message;
        Assert.Contains("several references lead from 'calls' to 'accounts': say which with 'via callee' or 'via caller'", said, StringComparison.Ordinal);
        said = Assert.Single(Pipelines.Check(Text.Replace("via device.holder", "via devise", StringComparison.Ordinal))).Message;
        Assert.Contains("no reference 'devise' of 'calls' (did you mean 'device'?)", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_key_is_no_reference()
    {
        string said = Pipelines.Check(Text.Replace("references accounts.tenant as holder", "", StringComparison.Ordinal))[0].Message;
        Assert.Contains("the reference 'holder' lacks columns for 'tenant' of the key of 'accounts'", said, StringComparison.Ordinal);
        said = Pipelines.Check(Text.Replace("references accounts.tenant as holder", "references accounts as holder", StringComparison.Ordinal))[0].Message;
        Assert.Contains("the key of 'accounts' is 'tenant' and 'number': a column says which of them it holds, as in 'references accounts.tenant'", said, StringComparison.Ordinal);
    }
}
