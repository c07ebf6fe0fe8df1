using System.Text;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Testing.Relations;

namespace MlOps.Codegen.Cli.Tests.Running;

/// <summary>A pipeline over the tables of <see cref="Telephony"/>, with an aggregate of every kind.</summary>
internal static class TelephonyModel
{
    private const string Pipeline = """
        pipeline calls

        source accounts
          account_id: integer key
          opened_at: timestamp?
          plan: text?
          region: text? references regions
          balance: double?

        source regions
          region: text key
          factor: double?

        source calls
          call_id: integer key
          account_id: integer? references accounts
          started_at: timestamp? event time
          minutes: double?
          cents: integer?
          kind: text?
          tariff_id: integer? references tariffs
          roaming: boolean?
          day: date?

        source tariffs
          tariff_id: integer key
          price: integer?

        source subscriptions
          subscription_id: integer key
          account_id: integer? references accounts

        source invoices
          subscription_id: integer? references subscriptions
          issued_at: timestamp? event time
          cents: integer?

        source devices
          account_id: integer? references accounts
          model: text?

        score each accounts as of at

        feature calls_ever = count(calls) over lifetime
        feature usage_week = sum(calls.minutes) over last 7 days
        feature long_calls = count(calls where minutes > 2) over last 1 month
        feature kinds = count distinct(calls.kind) over lifetime
        feature last_kind = last(calls.kind) over last 1 month
        feature first_minutes = first(calls.minutes) over last 3 months ending 1 month ago
        feature price_month = sum(calls.tariffs.price) over last 1 month
        feature invoiced = sum(invoices.cents) over last 1 month
        feature last_roaming = last(calls.roaming) over lifetime
        feature first_day = min(calls.day) over lifetime
        feature weighted = sum(calls.cents where match kind { "a" -> 3, "A" -> 5, else 1 } * cents > 100) over last 3 months ending 1 month ago
        feature devices_held = count(devices) over lifetime

        output calls_ever
        output usage_week = coalesce(usage_week, 0) + 1
        output long_calls
        output kinds
        output last_kind
        output first_minutes
        output price_month
        output invoiced
        output devices_held
        output region_factor = regions.factor
        output plan
        output last_roaming
        output first_day
        output weighted
        output asked: timestamp = at
        """;

    /// <summary>Writes the model and a file per table.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="tables">The rows.</param>
    /// <returns>The model's file.</returns>
    public static string Write(TempFolder folder, Dictionary<string, IReadOnlyList<Scalar[]>> tables)
    {
        foreach (Relation relation in Telephony.Schema.Relations)
        {
            var text = new StringBuilder().AppendJoin(',', relation.Columns.Select(column => column.Name)).Append('\n');
            foreach (Scalar[] row in tables[relation.Name])
            {
                text.AppendJoin(',', row.Select((value, i) => $"\"{TextValue.Format(value, relation.Columns[i].Type)}\"")).Append('\n');
            }

            folder.Write($"{relation.Name}.csv", text.ToString());
        }

        return folder.Write("calls.pipeline", Pipeline);
    }

    /// <summary>The options that name the files of all tables.</summary>
    /// <param name="folder">Where they lie.</param>
    public static string[] Tables(TempFolder folder) =>
    [
        "--data", folder["accounts.csv"],
        .. Telephony.Schema.Relations.Where(relation => relation.Name != "accounts").SelectMany(relation => new[] { "--related", $"{relation.Name}={folder[$"{relation.Name}.csv"]}" }),
    ];
}
