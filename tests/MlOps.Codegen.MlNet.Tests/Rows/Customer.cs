namespace MlOps.Codegen.MlNet.Tests.Rows;

/// <summary>A row of the tests' data: numbers that may be missing or infinite, texts that may be empty or unseen.</summary>
public sealed class Customer
{
    public float Age { get; set; }

    public float Income { get; set; }

    public double Balance { get; set; }

    public string City { get; set; } = "";

    public string Plan { get; set; } = "";

    public int Visits { get; set; }

    public bool Member { get; set; }

    public bool Label { get; set; }

    public float Amount { get; set; }

    public string Kind { get; set; } = "";

    public uint Group { get; set; }
}

/// <summary>Rows that are the same on every machine.</summary>
internal static class Customers
{
    private static readonly string[] Cities = ["Ulm", "Köln", "Bonn", "O'Fallon", "Bad \"Ems\"", "Ulm "];
    private static readonly string[] Plans = ["basic", "plus", "pro"];
    private static readonly string[] Kinds = ["low", "middle", "high"];
    private static readonly float[] Odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -0f, 1e30f, -1e-30f];

    /// <summary>Rows to train by: some ages are missing.</summary>
    public static Customer[] Training { get; } = [.. Make(400, seed: 1)];

    /// <summary>Rows to score: among them infinite and missing numbers, empty, unseen and almost equal texts.</summary>
    public static Customer[] Scoring { get; } = [.. Make(150, seed: 2).Concat(Edges())];

    private static IEnumerable<Customer> Make(int count, int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            float age = 18 + random.Next(60);
            float income = MathF.Round((float)(1000 + (random.NextDouble() * 9000)), 2);
            string city = Cities[random.Next(Cities.Length)];
            string plan = random.Next(20) == 0 ? "" : Plans[random.Next(Plans.Length)];
            double worth = (age / 30) + (income / 4000) + (city.Length * 0.3) - (plan == "pro" ? 1.5 : 0) + random.NextDouble();
            yield return new Customer
            {
                Age = random.Next(10) == 0 ? float.NaN : age,
                Income = income,
                Balance = Math.Round((random.NextDouble() * 2000) - 500, 3),
                City = city,
                Plan = plan,
                Visits = random.Next(12),
                Member = random.Next(2) == 0,
                Label = worth > 5,
                Amount = (float)worth,
                Kind = Kinds[Math.Clamp((int)(worth - 4), 0, 2)],
                Group = (uint)((i / 10) + 1),
            };
        }
    }

    private static IEnumerable<Customer> Edges()
    {
        Customer[] plain = [.. Make(Odd.Length * 4, seed: 3)];
        for (int i = 0; i < plain.Length; i++)
        {
            Customer row = plain[i];
            float odd = Odd[i % Odd.Length];
            switch (i / Odd.Length)
            {
                case 0:
                    row.Age = odd;
                    break;
                case 1:
                    row.Income = odd;
                    break;
                case 2:
                    row.Age = row.Income = odd;
                    row.Balance = odd;
                    break;
                default:
                    row.Balance = odd;
                    break;
            }

            row.City = (i % 5) switch
            {
                0 => "",
                1 => null!,
                2 => "Nowhere",
                3 => "ULM",
                _ => row.City,
            };
            yield return row;
        }
    }
}
